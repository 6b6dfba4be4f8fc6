"""Wherever a deadline is shown, how it was counted stands beside it, in Chinese and in English."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.api.browsing import browsing
from tests.api.stack import Stack

DEADLINES = {
    "due_at": "due_",
    "respond_by": "respond_",
    "resolve_by": "resolve_",
    "from": "from_",
    "to": "to_",
}
"""Names under which a deadline is shown, and how the names of its explanations begin."""
SPAN = {"from", "to"}
"""Of a deadline that moves."""
CHINESE = re.compile("[\u4e00-\u9fff]")


def shown(names: Any) -> Iterator[tuple[str, str]]:
    """Which of these names are deadlines, and how their explanations' names begin."""
    for name in names:
        if name in DEADLINES and (name not in SPAN or set(names) >= SPAN):  # a message has a `to` too
            yield name, DEADLINES[name]
    if {"at", "tier"} <= set(names) and not {"event", "title"} & set(names):  # a step of the forecast
        yield "at", ""


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in an answer, but for the raw bodies of events, which are the record itself."""
    if isinstance(value, dict):
        yield value
        for name, member in value.items():
            yield from parts(member) if name != "body" else ()
    elif isinstance(value, list):
        for member in value:
            yield from parts(member)


def explained(answer: Any) -> Counter[str]:
    """The deadlines of an answer by name, each of which must be explained in both languages."""
    seen: Counter[str] = Counter()
    for part in parts(answer):
        for name, begins in shown(part):
            if part[name] is None:
                continue
            zh, en = part[f"{begins}explained"], part[f"{begins}explained_en"]
            assert CHINESE.search(zh), (name, part)
            assert en, (name, part)
            assert not CHINESE.search(en), (name, en)
            seen[name] += 1
    return seen


async def test_the_contract_promises_it_everywhere(stack: Stack) -> None:
    schemas = (await stack.http.get("/openapi.json")).json()["components"]["schemas"]
    found = Counter(
        name
        for schema in schemas.values()
        for name, begins in shown(schema.get("properties", {}))
        if {f"{begins}explained", f"{begins}explained_en"} <= schema["properties"].keys()
    )
    every = Counter(name for schema in schemas.values() for name, _ in shown(schema.get("properties", {})))
    assert found == every
    assert set(found) == {*DEADLINES, "at"}


async def test_answers_keep_the_promise(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    desk, own = await stack.header_of("street-chief"), await stack.header_of(unit)
    seen = explained(await stack.see(case))
    assert (seen["due_at"], seen["at"] > 0) == (1, True)
    for path, header, names in (
        (f"/cases/{case.case_no}/full", desk, {"due_at", "respond_by", "resolve_by", "at"}),
        ("/cases?limit=200", desk, {"due_at"}),
        ("/calls?limit=200", own, {"respond_by", "resolve_by"}),
        (f"/calls/{case.case_no}.1", own, {"respond_by", "resolve_by"}),
    ):
        answer = await stack.http.get(path, headers=header)
        assert answer.status_code == 200, answer.text
        assert set(explained(answer.json())) == names, path


async def test_a_task_and_a_figure_explain_theirs_too(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.to_rating(case)
    desk = await stack.header_of("supervisor")
    window = await stack.see(case)
    assert explained(window)["due_at"] == 1
    behind = await stack.http.get(f"/rates/cases?key={unit}&rate=response", headers=desk)
    assert explained(behind.json())["due_at"] >= 1


async def test_pages_of_staff_explain_every_deadline(stack: Stack) -> None:
    case = await stack.report()
    unit = await stack.unit_of(case)
    whole = f"/cases/{case.case_no}"
    for account, paths in (
        ("street-chief", ("/command", "/command/wall", "/cases", whole)),
        (unit, ("/desk",)),
    ):
        async with browsing(stack.app, account) as browser:
            for path in paths:
                titles = re.findall(r'<time class="due[^>]*title="([^"]*)"', await browser.open(path))
                assert titles or path == whole, path  # the whole case tells its deadlines in words
                assert all(" · " in title for title in titles), (path, titles)
            if account == unit:
                found = re.search(rf'href="([^"]*{case.case_no}\.1)"', browser.page)
                assert found is not None
                page = await browser.open(found[1])
                assert (
                    " · " in re.findall(r'<time class="due[^>]*title="([^"]*)"', page.split("<header")[-1])[0]
                )
