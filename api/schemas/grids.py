"""Bodies about editions of the grids, proposals to redraw them, and the calls that follow."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from api.schemas.text import Answer, Asked, Code, StaffNote


class SplitShown(Answer):
    """What is proposed for one community."""

    community: str
    name: str
    name_en: str
    households: int
    before: int
    after: int
    smallest: int
    largest: int
    within: bool


class EditionShown(Answer):
    """One edition of the grids."""

    name: str
    valid_from: date
    total: int
    grids: dict[str, int]
    current: bool


class EditionPage(Answer):
    """All editions, oldest first."""

    items: tuple[EditionShown, ...]


class LineageShown(Answer):
    """What one edition has of a grid."""

    edition: str
    valid_from: date
    there: bool
    made_of: tuple[str, ...]


class GridHistory(Answer):
    """The history of one grid, oldest first."""

    grid: str
    items: tuple[LineageShown, ...]


class RedrawIn(Asked):
    """A proposal of about so many households a grid."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [{"name": "2027", "valid_from": "2027-01-01", "reason": "按户数均衡", "target": 500}]
        },
    )

    name: Code
    valid_from: date
    reason: StaffNote
    target: int = Field(default=500, strict=True, ge=50, le=5000)


class RedrawDecisionIn(Asked):
    """Yes or no."""

    granted: bool = Field(strict=True)


class FollowingCase(Answer):
    """An open call at a grid that another grid will have."""

    call_id: str
    from_grid: str
    to_grid: str
    refused: str | None = None  # why it stays
    refused_en: str | None = None


class RedrawLine(Answer):
    """One proposal."""

    id: str
    name: str
    valid_from: date
    reason: str
    target: int
    before: int
    after: int
    state: str
    proposed_by: str
    proposed_at: datetime
    seconded_by: str | None = None
    decided_by: str | None = None
    edition: str | None = None  # of the pack, once approved


class RedrawPage(Answer):
    """The proposals, the newest first."""

    items: tuple[RedrawLine, ...]


class RedrawWhole(RedrawLine):
    """The proposal, community by community."""

    splits: tuple[SplitShown, ...]


class Followed(Answer):
    """What was moved now, and what stays."""

    moved: tuple[FollowingCase, ...]
    stay: tuple[FollowingCase, ...]
