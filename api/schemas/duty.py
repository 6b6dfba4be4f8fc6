"""Who is away and who stands in; and a shift handed over."""

from pydantic import AwareDatetime, ConfigDict

from api.schemas.text import Asked, Code, Line, StaffNote


class AbsenceIn(Asked):
    """A grid worker is away, and whose account acts for the grid meanwhile."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "unit": "SQ07-G03",
                    "deputy": "SQ07-G01",
                    "starts_at": "2026-10-12T08:00:00+08:00",
                    "ends_at": "2026-10-14T18:00:00+08:00",
                    "reason": "年休假",
                }
            ]
        },
    )

    unit: Code
    deputy: Code
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: Line


class HandoverIn(Asked):
    """交接班: what who comes has to know, or what who comes says to it."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"note": "两件超期，已督办"}]})

    note: StaffNote
