"""A town whose pack brings its own classifier: what it may grade alone, what it only suggests, and when it fails."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from infra.classifier import PlugIn
from infra.temporal import ensure_search_attributes
from tests.api.browsing import browsing
from tests.api.conftest import demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, Case, Stack
from tests.conftest import TINY
from worker import SEARCH_ATTRIBUTES


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The tiny town, whole."""
    settings = demo_settings(tmp_path_factory.mktemp("town"), pack=Path(TINY), story_start=FRIDAY)
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(settings, temporal) as running:
            yield running


async def told(town: Stack, text: str, **more: object) -> Case:
    """A report of the public, without an item."""
    body = {"description": text, "reporter": {"kind": "resident"}, "community": "V1", **more}
    answer = await town.http.post("/reports", json=body)
    assert answer.status_code == 202, answer.text
    return Case(answer.json()["case_no"], answer.json()["track_code"])


async def test_an_item_that_the_pack_lists_is_graded_by_it_and_the_case_says_so(town: Stack) -> None:
    case = await told(town, "A hole right before the mill")
    view = await town.until(case, "called")
    assert (view["item"], view["unit"]) == ("Q1", "roads")
    graded = next(line for line in view["timeline"] if line["event"] == "graded")
    assert graded["text"] == "系统按内容（把握 95%）归为B类案件：路洞"
    assert "without a person" in graded["text_en"]
    corrected = {"item": "P2", "reason": "只是水洼"}
    assert (await town.post(f"/cases/{case.case_no}/grade", "street-dispatch", corrected)).status_code == 200
    assert (await town.until(case, "called", "handling"))["item"] == "P2"


@pytest.mark.parametrize("text", ["The lamp is out", "lamp beside a hole", "Nothing it knows"])
async def test_everything_else_waits_for_a_person(town: Stack, text: str) -> None:
    view = await town.until(await told(town, text), "triage")
    assert (view["item"], view["grade"]) == (None, None)


async def test_who_grades_is_shown_what_it_thinks_and_why(town: Stack) -> None:
    case = await told(town, "lamp beside a hole")
    await town.until(case, "triage")
    path = f"/cases/{case.case_no}"
    answer = await town.http.get(f"{path}/suggestions", headers=await town.header_of("street-dispatch"))
    found = [(one["code"], one["score"], one["reason"]) for one in answer.json()["items"]]
    assert found == [("Q2", 0.95, "lamp"), ("Q1", 0.4, "hole")]
    async with browsing(town.app, "street-dispatch") as desk:
        for page in (path, f"/command/{case.case_no}"):
            assert "提到：lamp" in await desk.open(page)


async def test_when_it_fails_ours_is_asked_and_one_line_says_so(
    town: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in: PlugIn = town.app.state.door.classifier

    def broken(text: str, n: int) -> list[tuple[str, float, str]]:
        raise RuntimeError(text)

    monkeypatch.setattr(plug_in, "_classifier", type("Broken", (), {"classify": staticmethod(broken)}))
    with capture_logs() as lines:
        answer = await town.http.get("/suggest", params={"q": "灯灭了"})
    assert answer.json()["items"][0]["code"] == "Q2"
    fell_back = [line for line in lines if line["event"] == "classifier.fell_back"]
    assert [(line["classifier"], line["why"]) for line in fell_back] == [("by_first_word", "RuntimeError")]
    with capture_logs() as lines:
        case = await told(town, "A hole, once more")
    await town.until(case, "triage")
    assert [line["event"] for line in lines].count("classifier.fell_back") == 1


async def test_a_person_at_the_telephone_is_not_overruled(town: Stack) -> None:
    case = await town.report(None, description="A hole by the bridge", community="V1", grid="V1-G01")
    assert (await town.until(case, "triage"))["item"] is None
