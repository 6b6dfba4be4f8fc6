"""不属本网格: a station moves a call between its own grids. No return: nobody was wrong but about the boundary."""

from domain import events as e
from domain.case import Call, Phase
from domain.catalogue import Channel
from domain.facts import Transfer
from domain.people import Role
from domain.permissions import in_phase
from domain.ruling import Forbidden, Ruling

MOST_TRANSFERS = 2
"""Of one call: there and, at worst, on once more."""


def transfer(ruling: Ruling, body: Transfer) -> None:
    """The same call with its running clocks goes to another grid of the station; it counts for who has it at the end.

    Not of a missed clock, which stays with who missed it; not while something about the call is undecided.
    """
    in_phase(ruling, Phase.HANDLING)
    call, station = ruling.case.call(body.call), ruling.answers.calls.get("station")
    if (
        call is None
        or call.channel is not Channel.SELF
        or station is None
        or ruling.by.unit != station.unit
        or not ruling.by.has(Role.STATION_CHIEF)
    ):
        raise Forbidden(
            "not_yours", "只有本站站长可以在本站网格之间调整", "only the grids' own station chief may"
        )
    _movable(ruling, call)
    _receiving(ruling, call, body.unit)
    plan = ruling.answers.calls["transfer"]
    ruling.add(e.Transferred(call.n, call.unit, plan.unit, plan.unit_zh, body.note), ruling.at)


def _movable(ruling: Ruling, call: Call) -> None:
    if not call.open:
        raise Forbidden("call_closed", "这件交办已经结束", "this call is closed")
    if call.completion is not None:
        raise Forbidden(
            "completed", "这件交办已经办结，正在审核", "this call is completed and waits for approval"
        )
    if call.breaches:
        raise Forbidden(
            "breached", "已经超期，不能再转网格", "its clock was missed: it stays with who missed it"
        )
    if any(task.call == call.n for task in ruling.case.tasks):
        raise Forbidden("undecided", "前一项申请还没有结果", "an earlier request is undecided")
    if call.transfers >= MOST_TRANSFERS:
        raise Forbidden("transferred", f"最多转 {MOST_TRANSFERS} 次", f"at most {MOST_TRANSFERS} times")


def _receiving(ruling: Ruling, call: Call, unit: str) -> None:
    calls = ruling.answers.calls
    other, plan = calls.get("other_station"), calls["transfer"]
    if unit == ruling.case.party:
        raise Forbidden("party", "不能交给被反映的单位", "never to the party reported")
    if unit == call.unit:
        raise Forbidden("same_unit", "正是这个网格在办", "that grid has it already")
    station = calls["station"].unit
    if other is None or other.unit != station or plan.unit != unit or plan.channel is not Channel.SELF:
        raise Forbidden("not_below", "只能转给本站的网格", "it goes to a grid of the same station")
    if any(one.open and one.unit == unit for one in ruling.case.calls):
        raise Forbidden("same_unit", "该网格已有本件的交办", "that grid has a call of this case already")
    if call.connected or plan.connected:
        raise Forbidden(
            "connected", "对方系统的交办不能在站内调整", "a call in a system of its own is not moved"
        )
