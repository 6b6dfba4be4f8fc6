"""`huying rotate`: another HUYING_SECRET_KEY takes the place of the one that is known too widely, or too long.

Where the secret is the file `secret.key`, stop the system, run this, start it: a fresh one is made. Where it is set
from outside, start every process with the new one in HUYING_SECRET_KEY and the former in HUYING_SECRET_KEY_OLD, run
this, then take HUYING_SECRET_KEY_OLD away. Every key is wrapped anew; nothing is sealed anew, so nothing can be lost.
Killed anywhere, it is run again.
"""

import argparse
import os

from infra.keyring import rewrap as rewrap_keyring
from infra.keys import old_path, take_new
from infra.preflight import claim
from infra.refusal import StartError
from infra.settings import Settings
from infra.shelves import old_secrets_of, secret_of, vault_of
from infra.signing import rewrap as rewrap_signing_key

NAME, HELP = "rotate", "wrap every key by another HUYING_SECRET_KEY"


def add_to(parser: argparse.ArgumentParser) -> None:
    """It takes nothing."""


async def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Carry it out; 1 where a key can't be opened by any secret known. Raises `StartError`."""
    paths = settings.paths
    if settings.secret_key is not None:
        if settings.secret_key_old is None:
            raise StartError("HUYING_SECRET_KEY_OLD is not set: name the secret that is to be given up")
        return _rewrap(settings)
    if not paths.secret_key.exists():
        raise StartError(f"there is no {paths.secret_key}: start Huying once")
    claimed = claim(paths.data)
    try:
        take_new(paths.secret_key)
        status = _rewrap(settings)
        if status == 0:
            old_path(paths.secret_key).unlink()
        return status
    finally:
        os.close(claimed)


def _rewrap(settings: Settings) -> int:
    secret, old, paths = secret_of(settings), old_secrets_of(settings), settings.paths
    rewrap_keyring(paths.keyring, secret, old)
    rewrap_signing_key(paths.signing_key, secret, old)
    done, faulty = vault_of(settings).rewrap()
    left = f", {faulty} damaged ones left as they are" if faulty else ""
    print(f"{done} case keys wrapped by the new secret{left}")
    return 1 if faulty else 0
