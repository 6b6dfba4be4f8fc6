"""The whole system on this machine: `python -m infra.local up`. Called by `make up`, demo and benches."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from infra.logs import set_up
from infra.preflight import claim
from infra.processes import Child, Program
from infra.refusal import StartError
from infra.settings import Settings, load
from infra.stages import Stage, stages

ROOT = Path(__file__).resolve().parent.parent
USAGE = "usage: python -m infra.local up"
log = structlog.get_logger()


class LocalStack:
    """The system with the settings in `env`, from entering to leaving the `async with`.

    Entering goes through the stages in order and returns when everything is ready. Raises `StartError` in one
    sentence when something is not as it must be; what was started by then has been stopped. Leaving stops the
    programs in reverse order, each within its bound. `stages` replaces the real ones in tests.
    """

    def __init__(self, env: Mapping[str, str], stages: Sequence[Stage] | None = None) -> None:
        self.settings = load(env)
        self._env, self._stages = env, stages
        self._children: list[Child] = []
        self._claim: int | None = None

    async def __aenter__(self) -> Self:
        self._claim = claim(self.settings.paths.data)
        try:
            given = self._stages
            for stage in stages(self.settings, self._env) if given is None else given:
                await self._take(stage)
        except BaseException:
            await self._stop_whatever_comes()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop_whatever_comes()

    async def died(self) -> str:
        """Wait until one of the programs ends by itself, and return which and how as a sentence."""
        ends = [asyncio.ensure_future(child.ended()) for child in self._children]
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            return f"{done.pop().result()}; everything else was stopped"
        finally:
            for end in ends:
                end.cancel()

    async def _take(self, stage: Stage) -> None:
        if not isinstance(stage, Program):
            return await stage()
        child = await Child.start(stage, self._child_env(), ROOT)
        self._children.append(child)
        await child.until_ready()
        log.info("process.ready", name=stage.name, pid=child.pid)

    def _child_env(self) -> dict[str, str]:
        """Paths made absolute, because the programs run in the repository's folder and we may not."""
        settings = self.settings
        folders = {"HUYING_DATA_DIR": settings.paths.data, "HUYING_PACK": settings.pack.resolve()}
        if settings.departments:
            folders["HUYING_DEPARTMENTS"] = settings.departments.resolve()
        if settings.open311:
            folders["HUYING_OPEN311"] = settings.open311.resolve()
        return {**self._env, **{name: str(path) for name, path in folders.items()}}

    async def _stop_whatever_comes(self) -> None:
        """Ctrl-C while we are stopping already must leave no program behind; each stop has its bound."""
        stopping = asyncio.ensure_future(self._stop())
        while not stopping.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(stopping)
        stopping.result()

    async def _stop(self) -> None:
        while self._children:
            child = self._children.pop()
            await child.stop()
            log.info("process.stopped", name=child.program.name)
        if self._claim is not None:
            os.close(self._claim)
            self._claim = None


def banner(settings: Settings) -> str:
    """Return the lines that tell a person where everything is."""
    ui = f"http://127.0.0.1:{settings.temporal_ui_port}"
    temporal = (
        ui if settings.embedded else settings.temporal_address or f"profile {settings.temporal_profile}"
    )
    lines = (
        "",
        "  呼应 Huying 已启动 · is up",
        f"    网页      Pages        {settings.base_url}/",
        f"    接口      API          {settings.base_url}/api/v1",
        f"    接口文档  API docs     {settings.base_url}/api/v1/docs",
        f"    案件流程  Temporal UI  {temporal}",
        f"    数据目录  Data folder  {settings.paths.data}",
        "    按 Ctrl-C 停止 · Ctrl-C stops it",
        "",
    )
    return "\n".join(lines)


async def up(env: Mapping[str, str]) -> None:
    """Run until SIGINT, SIGTERM or SIGHUP. Raises `StartError` as `LocalStack`, or when a program ends."""
    with contextlib.suppress(asyncio.CancelledError):
        _cancel_once_on_signal()
        async with LocalStack(env) as stack:
            print(banner(stack.settings), flush=True)
            print(f"huying ready {stack.settings.base_url}", flush=True)
            died = await stack.died()
        raise StartError(died)


def _cancel_once_on_signal() -> None:
    """Turn the first signal into a cancellation; a second must not disturb the end, which is bounded."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop)


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 after a signal, 1 with one sentence on standard error, 2 for a wrong command line."""
    if list(arguments) != ["up"]:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        settings = load()
        set_up(settings.log, "local", settings.paths.logs, settings.keep_log_days)
        asyncio.run(up(os.environ))
    except StartError as error:
        print(f"huying: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # a database that hangs in its thread, or the SDK's runtime, must not hold the exit
