"""What `make` says on a machine that lacks something: one clear sentence, and it stops."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with what `make setup` reads, and an empty `programs/` to put fake programs in."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "programs").mkdir()
    return tmp_path


def fake(checkout: Path, script: str) -> None:
    """Put a `python3` in front of every other."""
    program = checkout / "programs" / "python3"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def refused(checkout: Path) -> str:
    """Return the sentence with which `make setup` stops."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("PYTHON", "MAKEFLAGS")}
    env = inherited | {"PATH": f"{checkout / 'programs'}:{os.environ['PATH']}", "MAKELEVEL": "0"}
    done = subprocess.run(
        ["make", "setup"], cwd=checkout, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    said, makes_own = done.stderr.strip().splitlines()
    assert makes_own.startswith("make")
    assert not (checkout / ".venv").exists()
    return said


def test_an_old_python_is_one_sentence(checkout: Path) -> None:
    fake(checkout, '[ "$1" = -V ] && echo "Python 3.9.2"; exit 1')
    assert refused(checkout).startswith("Huying needs Python 3.11 or newer, and python3 is Python 3.9.2: ")


def test_a_python_that_makes_no_environments_is_one_sentence(checkout: Path) -> None:
    fake(checkout, 'case "$2" in *ensurepip*) exit 1;; esac')
    assert refused(checkout).endswith("(on Debian: apt-get install python3-venv)")


def test_the_lock_names_no_index_and_every_line_is_hashed() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index" not in lock
    pins = lock.count("==")
    assert pins > 50
    assert lock.count("== \\\n") == 0
    assert lock.count(" \\\n    --hash=sha256:") >= pins


def test_the_lock_of_scripts_names_no_registry_and_every_package_is_hashed() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    packages = [found for name, found in lock["packages"].items() if name]
    assert len(packages) > 10
    assert all("integrity" in found and "resolved" not in found for found in packages)
    assert "registry" not in (ROOT / "web" / ".npmrc").read_text().replace(
        "omit-lockfile-registry-resolved", ""
    )
