"""`python -m infra.local up` as a person meets it: the real programs, and every way in which it can't."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from contracts.names import CASE_WORKFLOW
from infra import preflight, temporal
from infra.local import ROOT
from infra.refusal import StartError
from infra.settings import load
from tests.infra.conftest import Environment

COMMAND = (sys.executable, "-m", "infra.local", "up")
PATIENCE = 90


def refused(env: dict[str, str]) -> str:
    """Return what is said instead of a start."""
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr.strip().removeprefix("huying: ")


@asynccontextmanager
async def running(env: dict[str, str]) -> AsyncIterator[tuple[Process, str]]:
    """The started system and its address; ended by SIGINT where the block has not ended it, and checked."""
    log = _log(env)
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, cwd=ROOT, env=env, stdout=PIPE, stderr=errors
        )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        async for line in process.stdout:
            if line.startswith(b"huying ready "):
                break
        else:
            pytest.fail(log.read_text())
        try:
            yield process, line.decode().split()[-1]
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
            await process.communicate()
    events = [json.loads(row) for row in log.read_text().splitlines() if row.startswith("{")]
    started = {e["name"]: e["pid"] for e in events if e["event"] == "process.ready"}
    assert list(started) == ["temporal", "worker", "api"]
    assert [e["name"] for e in events if e["event"] == "process.stopped"] == ["api", "worker", "temporal"]
    assert not [pid for pid in started.values() if _alive(pid)]
    assert not [e for e in events if e["event"] == "process.killed"]


def _log(env: dict[str, str]) -> Path:
    return Path(env["HUYING_DATA_DIR"]).with_name("log")


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.long
async def test_up_and_down_and_up_again(environment: Environment) -> None:
    env = environment()
    async with running(env) as (process, address), httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(f"{address}/readyz")).json()["ready"]
    assert process.returncode == 0

    # No case is open: another story clock may begin. Then one is, and it may not.
    env["HUYING_TIME_SCALE"] = "0.5"
    async with running(env) as (process, _):
        client = await temporal.connect(load(env), env=env)
        await client.start_workflow(CASE_WORKFLOW, id="a-case", task_queue="nobody-works-here")
        while not (await client.count_workflows("WorkflowId = 'a-case'")).count:
            pass  # until the server's own index knows it
        process.send_signal(signal.SIGTERM)
        await process.wait()
    assert process.returncode == 0

    env["HUYING_TIME_SCALE"] = "1"
    assert "HUYING_TIME_SCALE=1 (it runs at 0.5)" in await asyncio.to_thread(refused, env)


@pytest.mark.long
async def test_a_worker_that_dies_takes_the_house_down(environment: Environment) -> None:
    env = environment()
    async with running(env) as (process, _):
        ready = [json.loads(row) for row in _log(env).read_text().splitlines() if '"process.ready"' in row]
        os.kill(next(e["pid"] for e in ready if e["name"] == "worker"), signal.SIGKILL)
        await process.wait()
    assert process.returncode == 1
    last = _log(env).read_text().splitlines()[-1]
    assert last == "huying: worker ended by signal 9; everything else was stopped"


@pytest.mark.parametrize("setting", ["HUYING_PORT", "HUYING_TEMPORAL_PORT", "HUYING_TEMPORAL_UI_PORT"])
def test_a_taken_port_is_one_sentence(environment: Environment, setting: str) -> None:
    env = environment()
    port = int(env[setting])
    with socket.create_server(("127.0.0.1", port)), pytest.raises(StartError) as said:
        preflight.check_ports(load(env))
    taken = f"port {port} on 127.0.0.1 is taken"
    assert str(said.value) == f"{taken}: stop what listens there, or set {setting} to another port"


def test_a_port_asked_for_twice_is_one_sentence(environment: Environment) -> None:
    env = environment(HUYING_PORT="18233", HUYING_TEMPORAL_UI_PORT="18233")
    with pytest.raises(StartError, match="HUYING_PORT and HUYING_TEMPORAL_UI_PORT are both 18233"):
        preflight.check_ports(load(env))


def test_another_server_needs_no_ports_for_ours(environment: Environment) -> None:
    env = environment(TEMPORAL_ADDRESS="temporal.example:7233")
    with socket.create_server(("127.0.0.1", int(env["HUYING_TEMPORAL_PORT"]))):
        preflight.check_ports(load(env))


def test_a_missing_temporal_program_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    with pytest.raises(StartError, match="the program temporal is missing: run make setup"):
        preflight.temporal_program({"PATH": str(tmp_path)})


def test_a_temporal_on_path_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside, on_path = tmp_path / "temporal", tmp_path / "path" / "temporal"
    on_path.parent.mkdir()
    for program in (beside, on_path):
        program.touch(mode=0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert preflight.temporal_program({"PATH": str(on_path.parent)}) == str(on_path)
    assert preflight.temporal_program({"PATH": "/nowhere"}) == str(beside)


def test_a_broken_pack_lists_its_faults(environment: Environment, tmp_path: Path) -> None:
    said = refused(environment(HUYING_PACK=str(tmp_path)))
    assert said.startswith(f"the pack {tmp_path} has ")
    assert "policy.toml" in said


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"HUYING_PORT": "x"}, "HUYING_PORT: Input should be a valid integer"),
        ({"HUYING_DATA_DIR": "/proc/huying"}, "HUYING_DATA_DIR=/proc/huying can't be written"),
        ({"TEMPORAL_ADDRESS": "127.0.0.1:9"}, "Temporal at 127.0.0.1:9 can't be reached"),
    ],
)
def test_other_refusals_are_one_line_too(
    environment: Environment, settings: dict[str, str], sentence: str
) -> None:
    said = refused(environment(**settings))
    assert said.startswith(sentence)
    assert "\n" not in said


def test_a_wrong_command_line_says_the_right_one() -> None:
    done = subprocess.run(
        COMMAND[:-1], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stderr) == (2, "usage: python -m infra.local up\n")
