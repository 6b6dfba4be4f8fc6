"""议题: what somebody raises for a community's meeting, and how far it has come. Pure; asked by `api.meetings`."""

from enum import StrEnum

from domain.label import Label
from domain.meetings import MeetingState


class TopicState(StrEnum):
    """待答复, 已列入议程, 已议决, 不列入."""

    RAISED = "raised"
    AGENDA = "agenda"
    DECIDED = "decided"
    DECLINED = "declined"


TOPIC_STATES: dict[str, Label] = {
    TopicState.RAISED: Label("待答复", "waiting for an answer"),
    TopicState.AGENDA: Label("已列入议程", "on an agenda"),
    TopicState.DECIDED: Label("已议决", "decided"),
    TopicState.DECLINED: Label("不列入议程", "not put on an agenda"),
}


def state_of(*, declined: bool, decided: bool, meeting: MeetingState | None) -> TopicState:
    """How far it has come; `meeting` is the state of the one whose agenda it is on.

    A meeting that is cancelled decides nothing: what was on its agenda waits again.
    """
    if declined:
        return TopicState.DECLINED
    if decided:
        return TopicState.DECIDED
    on_agenda = meeting in (MeetingState.CALLED, MeetingState.HELD)
    return TopicState.AGENDA if on_agenda else TopicState.RAISED
