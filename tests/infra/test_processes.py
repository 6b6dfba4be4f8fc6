"""Children of the local stack, with stand-ins for the programs: order, ends, deaths."""

import asyncio
import dataclasses
import os
import signal
import sys
from datetime import timedelta

import pytest

from infra.local import LocalStack
from infra.processes import Program
from infra.refusal import StartError
from infra.stages import Stage
from tests.infra.conftest import Environment

# The signals are blocked before the word is given, so that none can come too early.
POLITE = """
import os, signal, sys
wanted = {signal.SIGTERM, signal.SIGUSR1}
signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
print(os.getpid(), os.getsid(0), flush=True)
print("ready", flush=True)
got = signal.sigwait(wanted)
print("bye", flush=True)
sys.exit(3 if got == signal.SIGUSR1 else 0)
"""
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
while True:
    signal.pause()
"""
Said = list[tuple[str, str]]


def stand_in(name: str, said: Said, code: str = POLITE, **options: object) -> Program:
    """Return a program that runs `code` and whose lines are collected in `said` with its name."""

    def relay(line: str) -> None:
        said.append((name, line))

    return Program(name, (sys.executable, "-c", code), ready_line="ready", relay=relay, **options)  # type: ignore[arg-type]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pids(said: Said) -> dict[str, int]:
    return {name: int(line.split()[0]) for name, line in said if line != "bye"}


async def test_started_in_order_stopped_in_reverse(environment: Environment) -> None:
    said: Said = []

    async def step() -> None:
        said.append(("step", "0 0"))

    stages: list[Stage] = [stand_in("a", said), step, stand_in("b", said)]
    async with LocalStack(environment(), stages):
        assert list(pids(said)) == ["a", "step", "b"]
    assert [name for name, line in said if line == "bye"] == ["b", "a"]
    assert not [pid for pid in pids(said).values() if pid and alive(pid)]


async def test_each_has_a_session_of_its_own(environment: Environment) -> None:
    said: Said = []
    async with LocalStack(environment(), [stand_in("a", said)]):
        pid, session = said[0][1].split()
    assert pid == session


async def test_a_death_is_named_and_the_rest_stopped(environment: Environment) -> None:
    said: Said = []
    async with LocalStack(
        environment(), [stand_in("a", said), stand_in("b", said), stand_in("c", said)]
    ) as stack:
        os.kill(pids(said)["b"], signal.SIGUSR1)
        assert await stack.died() == "b ended with status 3; everything else was stopped"
    assert not [pid for pid in pids(said).values() if alive(pid)]


async def test_a_death_before_it_is_ready_ends_the_start(environment: Environment) -> None:
    said: Said = []
    dying = stand_in("b", said, "import sys; sys.exit(4)")
    with pytest.raises(StartError, match="b ended with status 4 before it was ready"):
        async with LocalStack(environment(), [stand_in("a", said), dying]):
            pass
    assert said[-1] == ("a", "bye")


async def test_what_never_gets_ready_is_given_up(environment: Environment) -> None:
    said: Said = []
    mute = stand_in("mute", said, POLITE.replace('"ready"', '"steady"'), start_within=timedelta(seconds=2))
    with pytest.raises(StartError, match="mute was not ready after 2 s"):
        async with LocalStack(environment(), [mute]):
            pass
    assert said[-1] == ("mute", "bye")


async def test_who_does_not_listen_is_killed(environment: Environment) -> None:
    said: Said = []
    stubborn = stand_in("stubborn", said, STUBBORN, stop_within=timedelta(milliseconds=50))
    async with LocalStack(environment(), [stand_in("a", said), stubborn]):
        pass
    assert said[-1] == ("a", "bye")


async def test_a_second_ctrl_c_leaves_nobody_behind(environment: Environment) -> None:
    said: Said = []

    def again(line: str) -> None:
        if line == "asked":
            task.cancel()

    asked = STUBBORN.replace("signal.SIG_IGN", 'lambda *_: print("asked", flush=True)')
    bound = timedelta(milliseconds=200)
    stubborn = dataclasses.replace(stand_in("stubborn", said, asked, stop_within=bound), relay=again)

    async def run() -> None:
        async with LocalStack(environment(), [stand_in("a", said), stubborn]):
            up.set()
            await asyncio.Event().wait()

    up = asyncio.Event()
    task = asyncio.create_task(run())
    await up.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert said[-1] == ("a", "bye")
    assert not [pid for pid in pids(said).values() if alive(pid)]


async def test_a_program_that_is_not_there_is_one_sentence(environment: Environment) -> None:
    with pytest.raises(StartError, match="ghost can't be started: "):
        async with LocalStack(environment(), [Program("ghost", ("/nowhere/ghost",))]):
            pass


async def test_a_data_folder_belongs_to_one(environment: Environment) -> None:
    env = environment()
    async with LocalStack(env, []):
        with pytest.raises(StartError, match="is in use by another Huying"):
            async with LocalStack(env, []):
                pass
    async with LocalStack(env, []):
        pass
