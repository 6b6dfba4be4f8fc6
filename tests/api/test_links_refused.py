"""Operations between cases that the rules forbid, over HTTP: the reason, what is allowed, and nothing changed."""

from typing import Any

import pytest

from tests.api.stack import Stack, refused
from tests.api.test_between_cases import two
from tests.patience import until


@pytest.mark.parametrize(
    ("path", "by", "body", "status", "kind"),
    [
        ("merge", "street-intake", {"into": "itself"}, 409, "itself"),
        ("merge", "guanli", {"into": "itself"}, 403, "not_yours"),
        ("merge", "street-intake", {"into": "SGH-1"}, 404, "unknown"),
        ("merge", "street-intake", {}, 422, "malformed"),
        ("incident", "street-intake", {}, 403, "not_yours"),
        ("incident", "street-dispatch", {"cases": ["nonsense"]}, 404, "unknown"),
        ("split", "street-intake", {"parts": [{"text": "井盖响"}]}, 403, "not_yours"),
        ("split", "street-dispatch", {"parts": []}, 422, "malformed"),
        ("split", "street-dispatch", {"parts": [{"text": "  "}]}, 422, "malformed"),
        ("split", "street-dispatch", {"parts": [{"text": "井盖响"}] * 11}, 422, "malformed"),
        ("repeat", "street-intake", {"of": "itself", "reply": "见原件"}, 422, "malformed"),
        ("party", "guanli", {"unit": "chengguan"}, 403, "not_yours"),
        ("party", "street-intake", {"unit": "nobody"}, 422, "malformed"),
        ("exclude", "callback-1", {"reason": "e3", "note": "录音"}, 409, "open"),
        ("exclude", "callback-1", {"reason": "r1", "note": "录音"}, 422, "malformed"),
    ],
)
async def test_refused_with_the_reason_and_what_is_allowed(
    stack: Stack, path: str, by: str, body: dict[str, Any], status: int, kind: str
) -> None:
    case = await stack.report()
    await stack.unit_of(case)
    before = await stack.events(case)
    mine = {name: case.case_no if value == "itself" else value for name, value in body.items()}
    problem = refused(await stack.post(f"/cases/{case.case_no}/{path}", by, mine), status, kind)
    if status == 403 or (status == 409 and kind != "open"):
        assert problem["allowed"]
    assert await stack.events(case) == before


async def test_a_refused_merge_leaves_both_as_they_were(stack: Stack) -> None:
    earlier, later = await two(stack)
    path = f"/cases/{earlier.case_no}/merge"
    assert (await stack.post(path, "street-intake", {"into": later.case_no})).status_code == 200
    await until(lambda: stack.events(earlier), lambda kinds: "merge_refused" in kinds)
    assert [(await stack.see(case))["state"] for case in (earlier, later)] == ["called", "called"]
    assert "join_refused" in await stack.events(later)
