"""Which staff pages there are and for whom: for the navigation, for each page's guard, and for the test of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fastapi import Depends

from api import documents, errors
from api.door import Door, DoorDep
from api.grids.redraws import LOOKING as GRID_READERS
from api.matters.office import WORKING as WINDOW_ROLES
from api.matters.register import KEEPERS
from api.meetings.who import READING as IN_MEETINGS
from api.meetings.who import of_the_street
from api.notices import WRITING
from api.organisation import READING as SEES_POSTS
from api.pages.staff.signing import Staffer, StafferDep
from api.powers import READING as SEES_POWERS
from api.rates import ALL as SEES_RATES
from api.registers import entitled as registers
from api.simplifications import READING
from api.staff import DESK, LOOKING_ON, at_desk, need
from api.staff_cases import DECIDING, GRADING
from domain.organisation import UnitKind
from domain.people import Actor, Role
from domain.rounds.decide import ORDERS

EVERYBODY = tuple(role for role in Role if role not in (Role.DEPARTMENT, Role.REPORTER, Role.SYSTEM))


@dataclass(frozen=True)
class Entry:
    """One page: its path, its Chinese name, who may open it, and whether the navigation names it.

    `at` asks for a unit too: any, a command centre's desk (`api.staff.at_desk`), a tier above the street, whoever
    registers are for (`api.registers.entitled`) or documents by (`api.documents`), the street's own command centre or
    committee (auditors too), or a unit that is no grid.
    """

    path: str
    name: str
    roles: tuple[Role, ...]
    in_menu: bool = True
    at: Literal["anywhere", "desk", "above", "window", "registers", "street", "body", "party"] = "anywhere"

    def open_to(self, door: Door, actor: Actor) -> bool:
        """Whether this actor may open it."""
        if self.at == "desk" and not at_desk(door, actor):
            return False
        if self.at == "window" and not (at_desk(door, actor) or actor.unit in _windows(door)):
            return False
        if self.at == "street" and not (of_the_street(door, actor) or actor.has(Role.AUDITOR)):
            return False
        if self.at == "body" and _is_grid(door, actor.unit):
            return False
        if self.at == "registers" and not registers.may_read(door, actor):
            return False
        if self.at == "party" and not documents.may_write(door, actor):
            return False
        if self.at == "above" and actor.unit not in {rung.unit for rung in door.city.policy.rungs}:
            return False
        return actor.has(*self.roles)


def _windows(door: Door) -> set[str]:
    """The units behind the offices of 办事."""
    return {office.unit for office in door.city.offering.offices.values()}


def _is_grid(door: Door, unit: str) -> bool:
    return unit in door.city.units and door.city.units[unit].kind is UnitKind.GRID


GRID = Entry("/grid", "我的网格", (Role.GRID_CHIEF,))
STATION = Entry("/station", "网格站", (Role.STATION_CHIEF,))
COMMAND = Entry("/command", "指挥调度", DESK, at="desk")
INTAKE = Entry("/intake", "代报登记", GRADING, at="desk")
WALL = Entry("/command/wall", "大屏", DESK, in_menu=False, at="desk")
ABOVE = Entry("/above", "上级台", (Role.CHIEF, Role.DIRECTOR), at="above")
WORK = Entry("/desk", "交办", (Role.HANDLER, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR))
WINDOWS = Entry("/windows", "窗口办事", (*dict.fromkeys((*WINDOW_ROLES, *DESK)),), at="window")
REGISTER = Entry("/windows/register", "名册导入", KEEPERS)
DUTY = Entry("/duty", "值班", DESK, at="desk")
APPROVALS = Entry("/approvals", "审批督办", (*DECIDING, Role.SUPERVISOR))
REFERRALS = Entry("/referrals", "转办", (Role.INTAKE, Role.DISPATCHER, Role.CHIEF, Role.DIRECTOR), at="desk")
CALLBACKS = Entry("/callbacks", "回访", (Role.CALLBACK,))
REVIEWS = Entry("/reviews", "复核", (Role.REVIEWER,))
CASES = Entry("/cases", "案件", (*LOOKING_ON, Role.HANDLER, Role.GRID_CHIEF, Role.STATION_CHIEF))
FIGURES = Entry(
    "/figures", "本单位", (Role.HANDLER, Role.GRID_CHIEF, Role.STATION_CHIEF, Role.CHIEF, Role.DIRECTOR)
)
RATES = Entry("/rates", "三率", SEES_RATES)
REGISTERS = Entry("/registers", "台账", registers.ROLES, at="registers")
PUBLISHED = Entry("/report/results", "成果", SEES_RATES)
SIMPLIFICATIONS = Entry("/simplifications", "三减三增", READING)
OPERATIONS = Entry("/operations", "运维", (Role.OPERATOR, Role.ADMIN, Role.AUDITOR))
ACCOUNTS = Entry("/accounts", "账号", (Role.ADMIN,))
CITY = Entry("/city", "城市数据", (Role.ADMIN,))
ACTS = Entry("/acts", "管理记录", (Role.ADMIN, Role.AUDITOR))
REPLAN = Entry("/replan", "重排期限", (Role.ADMIN,))
PERSONS = Entry("/persons", "个人信息", (Role.ADMIN, Role.AUDITOR))
REVEALS = Entry("/reveals", "查看记录", (Role.AUDITOR, Role.ADMIN))
PATROLS = Entry("/patrols", "四长巡查", EVERYBODY)
JOINT = Entry("/patrols/new", "发起联合行动", ORDERS, in_menu=False)
CHIEFS = Entry("/chiefs", "四长名录", (*LOOKING_ON, Role.ADMIN))
GRIDS = Entry("/grids", "网格版本", GRID_READERS)
NOTICES = Entry("/notices", "公告", WRITING, at="desk")
MEETINGS = Entry("/meetings", "联席会", IN_MEETINGS, at="body")
TOPICS = Entry("/meetings/topics", "提出的议题", IN_MEETINGS, in_menu=False, at="body")
DOCUMENTS = Entry("/documents", "运行办法", documents.WRITING, at="party")
STAFFING = Entry("/staffing", "组织编制", SEES_POSTS)
POWERS = Entry("/powers", "赋权", SEES_POWERS, at="street")
HEARING = Entry("/hearing", "我的通知", EVERYBODY, in_menu=False)
SESSIONS = Entry("/sessions", "我的登录", EVERYBODY, in_menu=False)

ENTRIES = (
    GRID,
    STATION,
    COMMAND,
    WALL,
    ABOVE,
    WORK,
    WINDOWS,
    DUTY,
    APPROVALS,
    INTAKE,
    REFERRALS,
    CALLBACKS,
    REVIEWS,
    CASES,
    FIGURES,
    RATES,
    REGISTERS,
    PUBLISHED,
    SIMPLIFICATIONS,
    OPERATIONS,
    ACCOUNTS,
    CITY,
    REGISTER,
    REPLAN,
    ACTS,
    REVEALS,
    PERSONS,
    PATROLS,
    JOINT,
    CHIEFS,
    GRIDS,
    NOTICES,
    MEETINGS,
    TOPICS,
    DOCUMENTS,
    STAFFING,
    POWERS,
    HEARING,
    SESSIONS,
)
"""In the order of the navigation; the first that somebody may open is where they land."""


def open_to(door: Door, actor: Actor) -> Iterator[Entry]:
    """The pages this actor may open."""
    return (entry for entry in ENTRIES if entry.open_to(door, actor))


def allowed(*entries: Entry) -> object:
    """Dependency of a page: who is signed in, if one of these is open to them. Raises 401 and 403."""

    async def holder(who: StafferDep, door: DoorDep) -> Staffer:
        if not any(entry.open_to(door, who.actor) for entry in entries):
            need(who.actor, *dict.fromkeys(role for entry in entries for role in entry.roles))
            raise errors.not_yours("这一页不是您所在单位的", "This page is not for your unit.")
        return who

    return Depends(holder)
