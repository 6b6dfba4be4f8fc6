"""The client: signs in once, waits when told to, carries its keys, and tells a no from a maybe."""

import json

import httpx
import pytest

from demo.client import Huying, Refused
from demo.script import Rating, Told, on
from demo.views import Accepted

TOLD = Told("R7", on(9, 9), "A101", "SQ01", "grid", "问哈子", grid="SQ01-G01", point=(114.35, 30.55))


class Api:
    """Answers from a list, and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers, self.asked = list(answers), list[httpx.Request]()
        self.client = Huying("http://street", httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.url.path.endswith("/session"):
            return httpx.Response(200, json={"token": "t-1"})
        return self.answers.pop(0)


def accepted() -> httpx.Response:
    """What a reporter gets."""
    return httpx.Response(202, json={"case_no": "C", "track_code": "1", "track_url": "u"})


async def test_staff_report_with_their_token_and_the_story_s_key() -> None:
    """A second report signs in no second time."""
    api = Api(accepted(), accepted())
    for _ in range(2):
        assert (await api.client.report(TOLD)).case_no == "C"
    signing, first, second = api.asked
    assert json.loads(signing.content)["username"] == "SQ01-G01"
    assert first.headers["Authorization"] == "Bearer t-1"
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == "story-R7"
    sent = json.loads(first.content)
    assert sent["place"] == {"lng": 114.35, "lat": 30.55, "datum": "gcj02"}
    assert "phone" not in sent["reporter"]


async def test_busy_is_waited_for() -> None:
    """429 and 503 are asked again after the time they name."""
    busy = httpx.Response(503, headers={"Retry-After": "0"}, json={"title": "busy"})
    api = Api(busy, httpx.Response(429, headers={"Retry-After": "0"}, json={}), httpx.Response(200, json={}))
    await api.client.rate(Accepted("C", "1", "u"), Rating(5), "k")
    assert len(api.asked) == 3


async def test_a_no_is_a_no() -> None:
    """409 is not asked again, and says why."""
    api = Api(httpx.Response(409, json={"title": "已结案", "detail": "the case is closed"}))
    with pytest.raises(Refused, match="409: 已结案 the case is closed") as no:
        await api.client.tell_call("guanli", "C.1", "respond", {"kind": "plan", "note": "x"})
    assert no.value.status == 409


async def test_lists_are_read_to_the_end() -> None:
    """Page after page."""
    row = {"case_no": "C", "state": "closed"}
    pages = [{"items": [row], "next_cursor": "n"}, {"items": [row], "next_cursor": None}]
    api = Api(*(httpx.Response(200, json=page) for page in pages))
    assert len(await api.client.cases("street-chief", state="closed")) == 2
    assert api.asked[-1].url.params["cursor"] == "n"
