"""What a unit was warned of."""

from datetime import datetime

from api.schemas.text import Answer


class WarningShown(Answer):
    """One warning: so many percent of a call's deadline were used up. It changed nothing."""

    call_id: str
    case_no: str
    unit: str
    unit_name: str
    item: str | None = None
    item_name: str
    urgent: bool
    clock: str
    mark: int
    due_at: datetime
    due_explained: str
    due_explained_en: str
    reached_at: datetime
    given_at: datetime
    text: str


class WarningPage(Answer):
    """A page of warnings."""

    items: tuple[WarningShown, ...]
    next_cursor: str | None = None
