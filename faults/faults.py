"""What can go wrong, and a plan of it by chance: each fault is done to a target for a while, and undone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from faults.department import Department, Mood
from faults.system import APIS, WORKERS, System

FROZEN = 5.0  # seconds
SKEW = 300.0
"""How far a host's clock jumps, in seconds of the story: a department's budget is half an hour at least."""


@dataclass(frozen=True)
class Scene:
    """What faults are done to."""

    system: System
    department: Department


Strike = Callable[[Scene, str, float], Awaitable[None]]
"""Does it to a target for so many seconds, and undoes it."""


@dataclass(frozen=True)
class Fault:
    """One kind. `weight` is how often it is drawn against the others, `lasts` between which seconds."""

    name: str
    weight: int
    targets: tuple[str, ...]
    lasts: tuple[float, float]
    strike: Strike


async def _kill(scene: Scene, target: str, seconds: float) -> None:
    await scene.system.kept[target].kill(seconds)


async def _freeze(scene: Scene, target: str, seconds: float) -> None:
    await scene.system.kept[target].freeze(seconds)


async def _kill_database(scene: Scene, target: str, seconds: float) -> None:
    await scene.system.store.kill(seconds)


async def _freeze_database(scene: Scene, target: str, seconds: float) -> None:
    await scene.system.store.freeze(seconds)


async def _fill_disk(scene: Scene, target: str, seconds: float) -> None:
    with scene.system.disk.full():
        await asyncio.sleep(seconds)
    await scene.system.store.mend()


async def _skew(scene: Scene, target: str, seconds: float, ahead: int) -> None:
    """The host of that process lives `SKEW` of the story before or behind, until it is started again."""
    kept, real = scene.system.kept[target], SKEW * scene.system.scale
    await kept.replace(HUYING_CLOCK_SKEW=repr(ahead * real))
    await asyncio.sleep(seconds)
    await kept.replace(HUYING_CLOCK_SKEW="0")


async def _ahead(scene: Scene, target: str, seconds: float) -> None:
    await _skew(scene, target, seconds, 1)


async def _behind(scene: Scene, target: str, seconds: float) -> None:
    await _skew(scene, target, seconds, -1)


async def _deploy(scene: Scene, target: str, seconds: float) -> None:
    """A new build beside the old one, then in its place: one worker, the cases, the other worker."""
    system = scene.system
    system.builds += 1
    build = f"b{system.builds}"
    await system.kept[WORKERS[0]].replace(HUYING_BUILD_ID=build)
    await system.make_current(build)
    await asyncio.sleep(seconds)
    await system.kept[WORKERS[1]].replace(HUYING_BUILD_ID=build)


def _ill(mood: Mood) -> Strike:
    async def strike(scene: Scene, target: str, seconds: float) -> None:
        scene.department.mood = mood
        await asyncio.sleep(seconds)
        scene.department.mood = Mood.WELL

    return strike


SOON, LONG = (0.0, 2.0), (FROZEN, FROZEN)
DEPARTMENT, DATABASE = ("department",), ("database",)
FAULTS = (
    Fault("kill worker", 4, WORKERS, SOON, _kill),
    Fault("kill API", 3, APIS, SOON, _kill),
    Fault("kill Temporal", 3, ("temporal",), SOON, _kill),
    Fault("kill database", 3, DATABASE, SOON, _kill_database),
    Fault("freeze worker", 1, WORKERS, LONG, _freeze),
    Fault("freeze API", 1, APIS, LONG, _freeze),
    Fault("freeze Temporal", 1, ("temporal",), LONG, _freeze),
    Fault("freeze database", 2, DATABASE, LONG, _freeze_database),
    Fault("full disk", 2, DATABASE, (2.0, 6.0), _fill_disk),
    Fault("clock ahead", 1, (*APIS, *WORKERS), (2.0, 10.0), _ahead),
    Fault("clock behind", 1, (*APIS, *WORKERS), (2.0, 10.0), _behind),
    Fault("deploy", 1, ("build",), (0.0, 3.0), _deploy),
    *(
        Fault(f"department {mood}", 1, DEPARTMENT, (2.0, 8.0), _ill(mood))
        for mood in Mood
        if mood != Mood.WELL
    ),
)


@dataclass(frozen=True)
class Planned:
    """A fault at a moment (seconds from the beginning)."""

    at: float
    fault: Fault
    target: str
    lasts: float


def possible(system: System) -> tuple[Fault, ...]:
    """Those that this machine and this store can have."""
    without = set() if system.store.killable else {"kill database"}
    without |= set() if system.disk.small else {"full disk"}
    return tuple(fault for fault in FAULTS if fault.name not in without)


def planned(chance: Random, faults: tuple[Fault, ...], number: int, seconds: float) -> tuple[Planned, ...]:
    """So many faults at random moments within `seconds`; the same chance gives the same plan."""
    moments = sorted(chance.uniform(0, seconds) for _ in range(number))
    drawn = chance.choices(faults, [fault.weight for fault in faults], k=number)
    return tuple(
        Planned(at, fault, chance.choice(fault.targets), chance.uniform(*fault.lasts))
        for at, fault in zip(moments, drawn, strict=True)
    )


Told = Callable[[Planned], None]
"""Hears of each fault as it begins."""


async def carry_out(scene: Scene, plan: tuple[Planned, ...], told: Told) -> None:
    """All of them, each at its moment. One target has one fault at a time; different targets may fall together."""
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def one(planned: Planned) -> None:
        await asyncio.sleep(max(0.0, began + planned.at - loop.time()))
        async with scene.system.lock(planned.target):
            told(planned)
            await planned.fault.strike(scene, planned.target, planned.lasts)

    async with asyncio.TaskGroup() as faults:
        for each in plan:
            faults.create_task(one(each))
