"""`POST /requests`: a report by somebody else's app; and what became of its token.

Ends in the acceptance of `POST /reports` and has no rules of its own.
"""

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from api import errors
from api.acceptance import Coming, accept
from api.door import Door, DoorDep, IdempotencyKey, read_limited
from api.open311.documented import REPORT
from api.open311.fields import Sent, sent
from api.open311.forms import BASE, Wanted, answer
from api.open311.keys import writing
from api.open311.reporting import report_of
from api.open311.routing import both
from api.open311.xml import Tree
from api.photos import taken
from api.reading import recorded
from api.routing import resource
from api.spooling import waits
from api.temporal import Unreachable
from api.tracking import accepted
from domain.catalogue import Exposure

router = resource(base=BASE, tags=["open311"])


@both(router.post, "/requests", "Open311：报事 · post a request", body=REPORT)
async def post(
    request: Request, door: DoorDep, form: Wanted, idempotency_key: IdempotencyKey = None
) -> Response:
    """Its number at once; a token instead while the engine is away and the report waits for it."""
    received_at, said = door.now(), await sent(request)
    by = writing(door, said.get("api_key") or "")
    report_of(door, said, ())  # whatever is wrong is said before a picture is taken in
    report = report_of(door, said, await photos(door, said))
    case_no = await accept(door, Coming(report, by, by.account, idempotency_key, received_at))
    track = accepted(request, door, case_no)
    told: dict[str, Tree] = (
        {"token": f"{case_no}-{track.track_code}"}
        if await _waits(door, case_no)
        else {"service_request_id": case_no}
    )
    told["service_notice"] = (
        f"编号 {case_no}，查询码 {track.track_code}，查看进度和评价：{track.track_url}{_kept_back(door, report.item)}"
    )
    told["account_id"] = said.get("account_id")
    return answer(form, "service_requests", [told])


@both(
    router.get,
    "/tokens/{token}",
    "Open311：查令牌 · what became of a token",
    dependencies=[Depends(read_limited)],
)
async def token(token: str, door: DoorDep, form: Wanted) -> Response:
    """The number, as soon as the case has begun; until then the token alone."""
    case_no, _, code = token.rpartition("-")
    if not door.numbers.well_formed(case_no) or not door.numbers.code_fits(case_no, code):
        raise errors.unknown("token：没有这个令牌", "token: there is no such token.")
    if await _waits(door, case_no):
        return answer(form, "service_requests", [{"token": token}])
    if not await _known(door, case_no):
        raise errors.unknown("token：没有这个令牌", "token: there is no such token.")
    return answer(form, "service_requests", [{"service_request_id": case_no, "token": token}])


async def photos(door: Door, said: Sent) -> tuple[str, ...]:
    """The pictures that came along, taken in. Raises 413, 422, 503."""
    return tuple([(await taken(door, content)).id for content in said.media])


def _kept_back(door: Door, code: str | None) -> str:
    """What to know of a matter that is not for everybody."""
    item = door.city.catalogue.items.get(code or "")
    match item.exposure if item else None:
        case Exposure.SEALED:
            return "。此件涉密，Open311 不提供查询，请凭查询码查看"
        case Exposure.CASE:
            return "。此件不公开，Open311 查询须带 api_key"
        case _:
            return ""


async def _waits(door: Door, case_no: str) -> bool:
    """Whether the report was taken down while the engine was away, and has not begun."""
    try:
        return await waits(door, case_no)
    except errors.Problem:
        return False  # no database: then nothing waits in it that we could say


async def _known(door: Door, case_no: str) -> bool:
    if await recorded(door, case_no, events=False) is not None:
        return True
    try:
        return await door.cases.find(case_no) is not None
    except Unreachable as error:
        raise errors.unavailable("engine_away", "暂时无法查询，请稍后重试", "Try again soon.") from error
