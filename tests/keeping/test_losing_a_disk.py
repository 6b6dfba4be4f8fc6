"""The disk is lost: real processes, a backup made while they ran, a new disk. No case is lost, and clocks go on."""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import httpx
import pytest

from infra.settings import load
from tests.api.conftest import signs_in
from tests.api.stack import FRIDAY, HOME, URGENT, Case, Stack
from tests.infra.conftest import ROOT, Environment, environment

__all__ = ["environment"]
SCALE = "0.01"
"""Half an hour in 18 s: the urgent case climbs for a minute, whatever happens meanwhile."""
PATIENCE = 120.0  # seconds


@asynccontextmanager
async def running(env: dict[str, str]) -> AsyncIterator[Stack]:
    """The whole system, ended at the end."""
    command = (sys.executable, "-m", "infra.local", "up")
    with Path(env["HUYING_DATA_DIR"]).with_name("log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=PIPE, stderr=log)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                if line.startswith(b"huying ready "):
                    break
        base = f"{line.decode().split()[-1]}/api/v1"
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=30) as http:
            yield Stack(None, http, None, signs_in(http))  # type: ignore[arg-type]
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.communicate()


async def huying(env: dict[str, str], *arguments: str) -> tuple[int, str]:
    """The command, as it is typed: its status and what it says."""
    process = await asyncio.create_subprocess_exec(
        str(ROOT / "bin" / "huying"), *arguments, env=env, stdout=PIPE, stderr=PIPE, cwd="/"
    )
    out, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode() or errors.decode()


def stored(database: Path, case_no: str) -> list[tuple[int, str, str]]:
    """The events of a case in a SQLite file: number, kind, text."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as read:
        query = "SELECT seq, kind, body FROM events WHERE case_no = ? ORDER BY seq"
        return read.execute(query, (case_no,)).fetchall()


def forget(database: Path, case_no: str) -> None:
    """As if the last event of a case had come between the copies of the two databases."""
    with closing(sqlite3.connect(database)) as write:
        for table in ("events", "tasks", "calls", "cases"):
            last = " AND seq = (SELECT max(seq) FROM events WHERE case_no = ?1)" if table == "events" else ""
            assert write.execute(f"DELETE FROM {table} WHERE case_no = ?1{last}", (case_no,)).rowcount >= 0
        write.commit()


async def several(stack: Stack) -> dict[str, Case]:
    """Cases at several states."""
    made = {name: await stack.report("B0102") for name in ("closed", "handling", "called")}
    made["triage"] = await stack.report(None)
    await stack.to_rating(made["closed"])
    rated = f"/cases/{made['closed'].case_no}/rating?code={made['closed'].code}"
    assert (await stack.http.post(rated, json={"result": 5})).status_code == 200
    unit = await stack.unit_of(made["handling"])
    answer = {"kind": "contacted", "note": "已联系"}
    call = f"/calls/{made['handling'].case_no}.1/respond"
    assert (await stack.post(call, unit, answer)).status_code == 202
    made["urgent"] = await stack.report(URGENT, **HOME)
    await stack.until(made["closed"], "closed")
    await stack.until(made["handling"], "handling")
    await stack.unit_of(made["urgent"])
    return made


@pytest.mark.long
async def test_nothing_that_was_backed_up_is_lost(environment: Environment, tmp_path: Path) -> None:
    env = environment(HUYING_DEMO="1", HUYING_TIME_SCALE=SCALE, HUYING_STORY_START=FRIDAY)
    data, kept = load(env).paths, tmp_path / "kept"
    async with running(env) as stack:
        cases = await several(stack)
        status, told = await huying(env, "backup", str(kept))
        assert status == 0, told
        lost = await stack.report("B0102")  # after the backup: nobody can bring it back
    shutil.rmtree(data.data)

    status, told = await huying(env, "restore", str(kept))
    assert status == 0, told
    called = cases["called"].case_no
    before = {name: stored(data.database, case.case_no) for name, case in cases.items()}
    forget(data.database, called)
    async with running(env) as stack:
        status, told = await huying(env, "rebuild")
        assert status == 0, told
        for name, case in cases.items():
            now = stored(data.database, case.case_no)
            assert now[: len(before[name])] == before[name], name
            view = await stack.see(case)
            assert view["state"] == "closed" if name == "closed" else view["due_at"] is not None, (name, view)
        assert (await stack.http.get(f"/cases/{lost.case_no}?code={lost.code}")).json()["timeline"] == []
        had, end = len(before["urgent"]), time.monotonic() + PATIENCE
        while "called" not in [kind for _, kind, _ in stored(data.database, cases["urgent"].case_no)[had:]]:
            assert time.monotonic() < end, "no deadline fired after the restore"
            await asyncio.sleep(0.1)
        status, told = await huying(env, "archive", "--all")
        assert status == 0, told
        status, told = await huying(env, "verify")
        assert (status, told.splitlines()[-1].endswith("nothing differs")) == (0, True), told
        assert "1 archived cases" in told
    os.sync()
