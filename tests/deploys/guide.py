"""The guide to changing a workflow, as something to run: its change, its commands, checkouts to run them in."""

import asyncio
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.processes import Child, Program
from tests.conftest import ROOT
from worker import READY

GUIDE = ROOT / "docs" / "howto" / "change-a-workflow.md"
PARTS = ("domain", "contracts", "workflows", "activities", "readmodel", "infra", "packs", "tests")
FILES = ("worker.py", "hands.py", "pyproject.toml")
PLACE = "            self._arm()\n"
"""Where the test makes the guide's change: every pass of the loop."""


@dataclass(frozen=True)
class Commands:
    """The guide's commands, in its order."""

    replay: str
    start: str
    describe: str
    take_over: str
    drainage: str


def commands() -> Commands:
    """Read from the guide. Raises where it has other ones than the test walks through."""
    return Commands(*(block.strip() for block in _blocks("sh")))


def change() -> str:
    """The gated change of the guide."""
    (block,) = _blocks("python")
    return block


def careless() -> str:
    """The same without its gate."""
    gate, *rest = change().splitlines(keepends=True)
    assert gate.startswith("if workflow.patched(")
    return textwrap.dedent("".join(rest))


def checkout(folder: Path, changed: str = "") -> Path:
    """The source as it is here, in a folder of its own, with that change in the case's loop."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(ROOT / file, folder)
    (folder / ".venv").symlink_to(sys.prefix)
    case = folder / "workflows" / "case.py"
    source = case.read_text(encoding="utf-8")
    assert source.count(PLACE) == 1
    indented = textwrap.indent(changed, " " * 12)
    case.write_text(source.replace(PLACE, indented + PLACE), encoding="utf-8")
    return folder


async def run(command: str, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """One of its commands, to its end: exit status, and what it said."""
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", command),
        cwd=folder,
        env={**os.environ, **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def worker(command: str, folder: Path, env: Mapping[str, str]) -> Child:
    """Its command for a worker: started, and ready."""
    program = Program("worker", ("sh", "-c", f"exec env {command}"), ready_line=READY, errors_too=True)
    child = await Child.start(program, {**os.environ, **env}, folder)
    await child.until_ready()
    return child


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.S | re.M)
