"""What units ask of the desk, what tiers decide, and other ends of a case."""

from pydantic import AwareDatetime, ConfigDict

from api.schemas.text import Asked, Code, Line, Note, Photos, StaffNote


class ExtendIn(Asked):
    """延期: why more time is needed."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"reason": "配件明天到货"}]})

    reason: StaffNote


class SuspendIn(Asked):
    """挂账, for a listed reason, until a moment within a year."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"until": "2026-11-30T17:30:00+08:00", "reason": "s1"}]}
    )

    until: AwareDatetime
    reason: Code


class HandUpIn(Asked):
    """上报, for a listed reason."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"reason": "h2"}]})

    reason: Code


class HandDownIn(Asked):
    """交办 to a unit; without one, 退回 to whom it came from."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"unit": "chengguan", "reason": "属街道职责，请依法处理"}]},
    )

    unit: Code | None = None
    reason: StaffNote


class RegisterIn(Asked):
    """上报登记: the number that the tier above gave, and whom to ask there."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"examples": [{"outside_no": "QW-2026-118", "contact": "区中心值班台"}]},
    )

    outside_no: Line
    contact: Line


class TransferIn(Asked):
    """不属本网格: the other grid of the same station, and why."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"unit": "SQ07-G02", "note": "该楼栋属 2 网格"}]}
    )

    unit: Code
    note: StaffNote


class CallOffIn(Asked):
    """Why the co call is taken back."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"reason": "主办已一并处理"}]})

    reason: StaffNote


class VoidIn(Asked):
    """作废, for a listed reason."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"reason": "v1"}]})

    reason: Code


class RefuseIn(Asked):
    """不予受理, for a listed reason, with where to go."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{"reason": "f2", "where": "请向受理该案的人民法院反映"}]}
    )

    reason: Code
    where: Note


class MoreIn(Asked):
    """补充 or 撤诉, in the reporter's words."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"text": "门口也有一处"}]})

    text: Note | None = None
    photos: Photos = ()
