"""The refusals of a route as the OpenAPI page shows them. Used by every resource."""

from typing import Any

from pydantic import BaseModel

from api.errors import MEDIA_TYPE


class ProblemShown(BaseModel):
    """RFC 9457, in Chinese with an English sentence.

    `allowed` is what would be allowed, `errors` which fields.
    """

    type: str
    title: str
    status: int
    detail: str
    detail_en: str
    allowed: tuple[str, ...] = ()
    errors: tuple[dict[str, str], ...] = ()


_MEANING = {
    401: ("Not signed in.", "not_signed_in", "未登录", "请先登录", "Sign in first."),
    403: ("Not yours.", "not_yours", "无权操作", "须由派遣员操作", "This is for: dispatcher."),
    404: ("Unknown, or not for you to know of.", "unknown", "未找到", "没有找到", "There is no such thing."),
    409: ("The rules forbid it now.", "closed", "现在不能这样做", "案件已经结案", "The case is closed."),
    413: ("Too large.", "too_large", "内容过大", "请求体不能超过 256 KB", "A body is at most 256 KB."),
    422: (
        "Malformed.",
        "malformed",
        "内容有误",
        "item：目录里没有这个事项",
        "item: the catalogue has no such item",
    ),
    429: ("Too often; see Retry-After.", "too_many", "过于频繁", "提交过于频繁", "Too many requests."),
    503: ("Not now; see Retry-After.", "engine_away", "暂时无法处理", "处理引擎没有回应", "Try again soon."),
}

_SHAPE = ProblemShown.model_json_schema()


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented error responses of these statuses."""
    return {status: _response(status) for status in statuses}


def _response(status: int) -> dict[str, Any]:
    description, code, title, detail, detail_en = _MEANING[status]
    example = {
        "type": f"urn:huying:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "detail_en": detail_en,
    }
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": _SHAPE, "example": example}},
    }
