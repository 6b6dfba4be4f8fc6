"""Whole copies of databases that are in use: SQLite by its own online backup, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL, make_url

from infra.refusal import StartError
from readmodel.migrate import sync_engine

PATIENCE = 3600.0  # seconds for a dump or its restore


def copy_sqlite(source: Path, target: Path) -> None:
    """One moment of a SQLite file, whoever writes to it meanwhile. Raises `StartError` where the copy is damaged."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")  # one file: nothing of it in a second one
            (answer,) = written.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise StartError(f"{source} can't be copied: {error}") from error
    if answer != "ok":
        raise StartError(f"{source} is damaged: {answer}")
    target.chmod(0o600)


def dump_postgres(url: str, target: Path) -> None:
    """One moment of a PostgreSQL database. Raises `StartError`."""
    _run(make_url(url), "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    target.chmod(0o600)


def restore_postgres(url: str, source: Path) -> None:
    """Fill an empty PostgreSQL database from a dump, whole or not at all. Raises `StartError`, also if not empty."""
    engine = sync_engine(url)
    try:
        if inspect(engine).get_table_names():
            raise StartError(
                "the database that HUYING_DATABASE_URL names is not empty: restore into a new one"
            )
    finally:
        engine.dispose()
    _run(make_url(url), "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", str(source))


def _run(url: URL, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, which no list of processes shows."""
    found = shutil.which(program)
    if found is None:
        raise StartError(f"the program {program} is missing (on Debian: apt-get install postgresql-client)")
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    env = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [found, f"--dbname={plain}", *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise StartError(f"{program} failed: {' '.join(done.stderr.split())[-300:]}")
