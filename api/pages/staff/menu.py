"""Which staff pages there are and for whom: for the navigation, for each page's guard, and for the test of both."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Depends

from api.pages.staff.signing import Staffer, StafferDep
from api.rates import ALL as SEES_RATES
from api.staff import LOOKING_ON, need
from api.staff_cases import DECIDING
from domain.people import Actor, Role

EVERYBODY = tuple(role for role in Role if role not in (Role.DEPARTMENT, Role.REPORTER, Role.SYSTEM))
DESK = (Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR, Role.SUPERVISOR)


@dataclass(frozen=True)
class Entry:
    """One page: its path, its Chinese name, who may open it, and whether the navigation names it."""

    path: str
    name: str
    roles: tuple[Role, ...]
    in_menu: bool = True


GRID = Entry("/grid", "我的网格", (Role.GRID_CHIEF,))
STATION = Entry("/station", "网格站", (Role.STATION_CHIEF,))
COMMAND = Entry("/command", "指挥调度", DESK)
WALL = Entry("/command/wall", "大屏", DESK, in_menu=False)
ABOVE = Entry("/above", "上级台", (Role.CHIEF, Role.DIRECTOR))
WORK = Entry("/desk", "交办", (Role.HANDLER, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR))
APPROVALS = Entry("/approvals", "审批", DECIDING)
CALLBACKS = Entry("/callbacks", "回访", (Role.CALLBACK,))
REVIEWS = Entry("/reviews", "复核", (Role.REVIEWER,))
CASES = Entry("/cases", "案件", (*LOOKING_ON, Role.HANDLER, Role.GRID_CHIEF, Role.STATION_CHIEF))
FIGURES = Entry(
    "/figures", "本单位", (Role.HANDLER, Role.GRID_CHIEF, Role.STATION_CHIEF, Role.CHIEF, Role.DIRECTOR)
)
RATES = Entry("/rates", "三率", SEES_RATES)
OPERATIONS = Entry("/operations", "运维", (Role.OPERATOR, Role.ADMIN, Role.AUDITOR))
ACCOUNTS = Entry("/accounts", "账号", (Role.ADMIN,))
REVEALS = Entry("/reveals", "查看记录", (Role.AUDITOR, Role.ADMIN))
SESSIONS = Entry("/sessions", "我的登录", EVERYBODY, in_menu=False)

ENTRIES = (
    GRID,
    STATION,
    COMMAND,
    WALL,
    ABOVE,
    WORK,
    APPROVALS,
    CALLBACKS,
    REVIEWS,
    CASES,
    FIGURES,
    RATES,
    OPERATIONS,
    ACCOUNTS,
    REVEALS,
    SESSIONS,
)
"""In the order of the navigation; the first that somebody may open is where they land."""


def open_to(actor: Actor) -> Iterator[Entry]:
    """The pages this actor may open."""
    return (entry for entry in ENTRIES if actor.has(*entry.roles))


def allowed(entry: Entry) -> object:
    """Dependency of a page: who is signed in, of a role that may open it. Raises 401 and 403."""

    async def holder(who: StafferDep) -> Staffer:
        need(who.actor, *entry.roles)
        return who

    return Depends(holder)
