"""党建联席会: what a meeting of either tier may decide. Pure; asked by `api.meetings`.

Rules from the source's 议事规则: more than half of those invited make a quorum, more than half of those there adopt;
who does not vote (a matter about itself) stays away from all three numbers.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.label import Label


class MeetingTier(StrEnum):
    """两级协调平台: the street's 大工委 or a community's 大党委."""

    STREET = "street"
    COMMUNITY = "community"


class MeetingState(StrEnum):
    """已通知, 已召开, 已取消."""

    CALLED = "called"
    HELD = "held"
    CANCELLED = "cancelled"


TIERS: dict[str, Label] = {
    MeetingTier.STREET: Label("街道大工委联席会", "the street's joint meeting"),
    MeetingTier.COMMUNITY: Label("社区大党委联席会", "a community's joint meeting"),
}
STATES: dict[str, Label] = {
    MeetingState.CALLED: Label("已通知", "called"),
    MeetingState.HELD: Label("已召开", "held"),
    MeetingState.CANCELLED: Label("已取消", "cancelled"),
}


@dataclass(frozen=True)
class Vote:
    """赞成、反对、弃权."""

    in_favour: int
    against: int = 0
    abstained: int = 0

    @property
    def cast(self) -> int:
        """All of them."""
        return self.in_favour + self.against + self.abstained


def quorate(invited: int, attended: int) -> bool:
    """到会过半."""
    return attended * 2 > invited


def adopted(vote: Vote, attended: int) -> bool:
    """Whether more than half of the units there were in favour."""
    return vote.in_favour * 2 > attended
