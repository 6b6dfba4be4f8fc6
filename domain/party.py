"""被反映单位: who a report is about has no part in it. About the desk itself, the street committee decides."""

from domain import events as e
from domain.case import CallState, Phase, Purpose
from domain.facts import NameParty
from domain.handling import finish_if_quiet
from domain.people import Role
from domain.permissions import DISPATCHING
from domain.policy import Policy
from domain.ruling import Forbidden, Ruling

WHO_NAMES = (Role.INTAKE, Role.SUPERVISOR, *DISPATCHING)


def keep_out(ruling: Ruling) -> None:
    """Whoever belongs to the party reported knows of no such case."""
    party = ruling.case.party
    own = (ruling.by.unit, ruling.by.home)
    if party is not None and party in own and not ruling.by.has(Role.REPORTER):
        raise Forbidden("not_yours", "没有这个案件", "there is no such case")


def name_party(ruling: Ruling, body: NameParty) -> None:
    """Its calls are taken back, its tasks go to `desk`, and the desk leads in its place."""
    if not ruling.by.has(*WHO_NAMES):
        raise Forbidden("role", "由指挥中心或督查员认定", "the command centre or a supervisor says so")
    case = ruling.case
    if case.party is not None:
        raise Forbidden("party", "已经认定被反映单位", "the party is known already")
    if case.merging is not None:  # the answer would end it where that unit may have a part
        raise Forbidden("undecided", "正在并单，还没有结果", "a merge is being answered")
    if case.phase not in (Phase.TRIAGE, Phase.HAND_UP, Phase.HANDLING) or any(
        call.unit == body.unit and call.completion for call in case.calls
    ):
        raise Forbidden("completed", "已有单位办结", "a unit has completed")
    lead = any(call.open and call.lead and call.unit == body.unit for call in case.calls)
    ruling.add(e.PartyNamed(body.unit, body.desk, body.desk_zh), ruling.at)
    for call in case.calls:
        if call.open and call.unit == body.unit:
            ruling.end_call(call.n, CallState.MISDISPATCHED, "party")
    if lead:
        ruling.call(ruling.answers.calls["lead"], Purpose.REDISPATCH)
    else:
        finish_if_quiet(ruling)  # perhaps its co call was all that the case still waited for


def desk_away_from(policy: Policy, party: str | None) -> str:
    """Who takes a report about that unit: the command centre, or about itself the street committee."""
    return policy.committee if party == policy.desk else policy.desk
