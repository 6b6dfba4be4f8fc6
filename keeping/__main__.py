"""The command line of `huying`. Exit status 0: done; 1: said why not, or what differs; 2: a wrong command line."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from infra.logs import set_up
from infra.refusal import StartError
from infra.settings import load
from keeping import (
    account,
    archive,
    backup,
    person,
    prepare,
    rebuild,
    rehearse,
    restore,
    retain,
    rotate,
    verify,
)

COMMANDS = (account, archive, backup, person, prepare, rebuild, rehearse, restore, retain, rotate, verify)


def parser() -> argparse.ArgumentParser:
    """What may be typed."""
    made = argparse.ArgumentParser(
        prog="huying",
        description="Accounts, what keeps the record, and rehearsals, of the installation in HUYING_DATA_DIR.",
    )
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands.add_parser(command.NAME, help=command.HELP, description=command.__doc__))
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. Faults are one sentence on standard error."""
    asked = parser().parse_args(arguments)
    (command,) = (one for one in COMMANDS if asked.command == one.NAME)
    try:
        settings = load()
        set_up(
            settings.log,
            "huying",
            settings.paths.logs if settings.paths.data.is_dir() else None,
            settings.keep_log_days,
        )
        status: int = asyncio.run(command.run(asked, settings))
        return status
    except StartError as error:
        print(f"huying: {error}", file=sys.stderr)
    except SQLAlchemyError as error:
        print(
            f"huying: the database failed ({type(error).__name__}); nothing was left half done",
            file=sys.stderr,
        )
    except OSError as error:
        print(f"huying: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # the SDK's runtime threads may still hold the interpreter at its exit
