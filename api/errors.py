"""Every refusal as RFC 9457 problem+json, in the user's words. Raised all over `api`.

Handlers hung in by `api.main`.

One log line per refusal, by route and code: never what was sent, for that may be personal.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
Body = TypeVar("Body", bound=BaseModel)
_URN = "urn:huying:problem:"
log = structlog.get_logger()


class Problem(HTTPException):
    """A refusal: status, a stable code, a title and a sentence in Chinese, the sentence in English.

    `allowed` names what would be allowed instead; `retry_after` is in seconds.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        detail_en: str,
        *,
        allowed: Sequence[str] = (),
        retry_after: int | None = None,
        errors: Sequence[dict[str, str]] = (),
    ) -> None:
        headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
        super().__init__(status, detail, headers)
        self.code, self.title, self.detail_en = code, title, detail_en
        self.allowed, self.errors = tuple(allowed), tuple(errors)


def unauthorized(
    zh: str = "请先登录", en: str = "Sign in first: send a bearer token from POST /session."
) -> Problem:
    """401: not signed in."""
    return Problem(401, "not_signed_in", "未登录", zh, en)


def not_yours(zh: str, en: str, allowed: Sequence[str] = ()) -> Problem:
    """403: signed in, but in another role."""
    return Problem(403, "not_yours", "无权操作", zh, en, allowed=allowed)


def unknown(zh: str = "没有找到", en: str = "There is no such thing, or it is not yours to see.") -> Problem:
    """404: also for what one may not know of."""
    return Problem(404, "unknown", "未找到", zh, en)


def malformed(where: str, zh: str, en: str) -> Problem:
    """422: one field is not as it must be."""
    return Problem(422, "malformed", "内容有误", zh, en, errors=[{"where": where, "what": zh, "what_en": en}])


def invalid(found: Sequence[dict[str, Any]]) -> Problem:
    """422: what pydantic found, in both languages, without the values that were sent."""
    faults = [_fault(fault) for fault in found[:20]]
    said = f"{faults[0]['where']}：{faults[0]['what']}" if faults else "内容有误"
    said_en = f"{faults[0]['where']}: {faults[0]['what_en']}" if faults else "The request is malformed."
    return Problem(422, "malformed", "内容有误", said, said_en, errors=faults)


def checked(body: type[Body], sent: dict[str, Any]) -> Body:
    """What was sent as that schema. Raises 422 in the user's words."""
    try:
        return body.model_validate(sent)
    except ValidationError as error:
        raise invalid([dict(fault) for fault in error.errors()]) from error


def no_case() -> Problem:
    """404: the same words whether there is none, or it is about whoever asks."""
    return unknown("没有这个案件", "there is no such case")


def forbidden(code: str, zh: str, en: str, allowed: Sequence[str] = ()) -> Problem:
    """409: the rules forbid it now; `allowed` says what they would allow."""
    return Problem(409, code, "现在不能这样做", zh, en, allowed=allowed)


def too_many(zh: str, en: str, retry_after: int) -> Problem:
    """429."""
    return Problem(429, "too_many", "过于频繁", zh, en, retry_after=max(1, retry_after))


def leaving() -> Problem:
    """503: this process ends before it has answered. Whether it acted is not known; the key makes asking again safe."""
    return unavailable("leaving", "系统正在重启，请重试", "The system is starting anew: try again.")


def unavailable(code: str, zh: str, en: str, retry_after: int = 2) -> Problem:
    """503: try again soon."""
    return Problem(503, code, "暂时无法处理", zh, en, retry_after=retry_after)


def no_number() -> Problem:
    """503: every number that it may get is taken."""
    return unavailable("numbers", "暂时无法编号，请稍后重试", "No number is free now: try again.")


def answer(problem: Problem) -> JSONResponse:
    """The response of a problem."""
    body: dict[str, Any] = {
        "type": _URN + problem.code,
        "title": problem.title,
        "status": problem.status_code,
        "detail": problem.detail,
        "detail_en": problem.detail_en,
    }
    if problem.allowed:
        body["allowed"] = list(problem.allowed)
    if problem.errors:
        body["errors"] = list(problem.errors)
    return JSONResponse(body, problem.status_code, dict(problem.headers or {}), MEDIA_TYPE)


Shown = Callable[[Request, Problem], Response]
"""How a problem is shown to whoever asked: as problem+json to programs, as a page to people."""


def install(app: FastAPI, shown: Shown) -> None:
    """Hang the handlers into the application."""

    @app.exception_handler(Problem)
    async def _refused(request: Request, problem: Problem) -> Response:
        log.info("refused", status=problem.status_code, code=problem.code, route=_route(request))
        return shown(request, problem)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        problem = invalid(error.errors())
        where = [fault["where"] for fault in problem.errors]
        log.info("refused", status=422, code="malformed", route=_route(request), where=where)
        return shown(request, problem)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        problem = _from_http(error)
        log.info("refused", status=problem.status_code, code=problem.code, route=_route(request))
        return shown(request, problem)


def broken() -> Problem:
    """500, after an error of ours: what is said outside says nothing of the inside."""
    return Problem(
        500, "broken", "系统出错", "系统出错，已记录，请稍后再试", "Something broke here; it is on record."
    )


def _from_http(error: HTTPException) -> Problem:
    match error.status_code:
        case 404:
            return unknown("没有这个地址", "There is no such path.")
        case 405:
            return Problem(
                405, "method", "方法不对", "这个地址不接受此方法", "This path does not take that method."
            )
        case 400:
            return malformed("body", "请求体无法读取", "The body cannot be read.")
        case status:
            return Problem(status, "refused", "无法处理", "无法处理该请求", "The request cannot be handled.")


def _route(request: Request) -> str:
    """The route's template: a path itself may hold anything."""
    return str(getattr(request.scope.get("route"), "path", "unknown"))


_ZH = {
    "missing": "必填",
    "string_too_long": "太长",
    "string_too_short": "不能为空",
    "string_type": "须为文字",
    "string_pattern_mismatch": "格式不对",
    "string_unicode": "须为有效的 UTF-8 文字",
    "literal_error": "不在可选值之列",
    "enum": "不在可选值之列",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "float_type": "须为数字",
    "float_parsing": "须为数字",
    "finite_number": "须为有限的数字",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "too_long": "太多",
    "json_invalid": "不是有效的 JSON",
    "extra_forbidden": "没有这个字段",
    "model_attributes_type": "须为 JSON 对象",
    "bool_type": "须为 true 或 false",
    "datetime_from_date_parsing": "须为 ISO 8601 时间",
    "datetime_parsing": "须为 ISO 8601 时间",
    "timezone_aware": "时间须带时区",
}


def _fault(fault: dict[str, Any]) -> dict[str, str]:
    """Where and what, in both languages, without the value that was sent."""
    where = ".".join(str(part) for part in fault["loc"] if part != "body") or "body"
    if fault["type"] == "value_error":  # raised by our own validators as "zh | en"
        zh, _, en = str(fault["msg"]).removeprefix("Value error, ").partition(" | ")
        return {"where": where, "what": zh, "what_en": en or zh}
    english = "not valid JSON" if fault["type"] == "json_invalid" else str(fault["msg"])
    return {"where": where, "what": _ZH.get(fault["type"], "内容有误"), "what_en": english}
