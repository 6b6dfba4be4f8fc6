"""What our forms ask: held to `docs/burden.csv`, and no form about a case asks for what the case says already.

A form that asks for more, or fills in less, fails here until the table says so: nobody adds a field unseen.
"""

import pytest_asyncio

from tests.api.browsing import browsing
from tests.api.stack import Stack
from tests.forms import Asked, Form, forms_of
from tests.references import burdens

KNOWN = {
    "description": "what was reported",
    "community": "where it is",
    "grid": "where it is",
    "address": "where it is",
    "name": "who reported it",
    "phone": "who reported it",
    "email": "who reported it",
    "channel": "how it came in",
    "reporter_kind": "who reported it",
    "exposure": "its item",
    "urgent": "its item",
    "grade": "its item",
    "case_no": "which case this is",
    "call_id": "which call this is",
    "account": "who is signed in",
    "by": "who is signed in",
}
"""A field, and the fact on record that it would ask for again. In a form about a case it must be filled in."""
OF_A_WORKER = {"community": "whose grid it is", "grid": "whose grid it is"} | {
    name: KNOWN[name] for name in ("account", "by")
}
"""The same for what somebody with a grid of their own reports."""


def asked_again(form: Form) -> list[str]:
    """What this form asks for though it is known."""
    known = KNOWN if "{number}" in form.action else OF_A_WORKER if form.action.startswith("/grid") else {}
    return [
        f"{form.action} {name}: {known[name]}"
        for name, one in form.fields.items()
        if name in known and not one.filled
    ]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def forms(stack: Stack) -> dict[str, Form]:
    """The forms on the way of a case, by where they are sent to: as each first shows itself."""
    simple, general, new = [await stack.report(item) for item in ("A106", "B0102", None)]
    grid, unit = await stack.unit_of(simple), await stack.unit_of(general)
    await stack.until(new, "triage")
    opened = [
        (None, "/report?item=B0102"),
        (grid, "/grid/new"),
        (grid, f"/grid/{simple.case_no}.1"),
        (unit, f"/desk/{general.case_no}.1"),
        ("street-intake", "/intake"),
        ("street-dispatch", f"/command/{new.case_no}"),
        ("street-dispatch", f"/cases/{general.case_no}"),
        (None, f"/c/{general.case_no}?code={general.code}"),
    ]
    found: dict[str, Form] = {}
    for account, path in opened:
        async with browsing(stack.app, account) as browser:
            keep(found, await browser.open(path))
    await stack.to_rating(simple)
    rated = f"/c/{simple.case_no}?code={simple.code}"
    for account, path in ((None, rated), ("callback-1", f"/cases/{simple.case_no}")):
        async with browsing(stack.app, account) as browser:
            keep(found, await browser.open(path))
    return found


def keep(found: dict[str, Form], page: str) -> None:
    """The forms of one more page; of several that are sent to one place, the one that asks for most."""
    for form in forms_of(page):
        if len(form.fields) > len(found.get(form.action, Form("")).fields):
            found[form.action] = form


async def test_every_form_asks_what_the_table_says_and_no_more(forms: dict[str, Form]) -> None:
    written = {
        row["form"]: tuple(int(row[name]) for name in ("shown", "required", "filled")) for row in burdens()
    }
    assert len(written) > 10
    assert {action: forms[action].numbers() for action in written} == written


async def test_no_form_about_a_case_asks_for_what_the_case_says(forms: dict[str, Form]) -> None:
    assert [warning for form in forms.values() for warning in asked_again(form)] == []
    assert {form.action for form in forms.values() if "{number}" in form.action} >= {
        "/grid/{number}/complete"
    }


def test_a_form_that_would_is_warned_of() -> None:
    asking = Form(
        "/desk/{number}/respond", {"phone": Asked("phone"), "address": Asked("address", filled=True)}
    )
    assert asked_again(asking) == ["/desk/{number}/respond phone: who reported it"]
    assert asked_again(Form("/grid/new", {"grid": Asked("grid")})) == ["/grid/new grid: whose grid it is"]
    assert asked_again(Form("/intake", {"phone": Asked("phone")})) == []


def test_forms_are_read_as_a_person_sees_them() -> None:
    page = """<form method="post" action="/desk/SGH-20261009-12345678.1/respond">
    <input type="hidden" name="key" value="1"><input type="radio" name="kind" value="a" required>
    <input type="radio" name="kind" checked><textarea name="note" required> </textarea>
    <select name="unit"><option value="">?</option><option value="b" selected></select>
    <textarea name="more">said</textarea><input type="file" name="photo"><button name="go">!</button></form>
    <form method="get"><input name="q"></form>"""
    (form,) = forms_of(page)
    assert form.action == "/desk/{number}/respond"
    assert list(form.fields) == ["kind", "note", "unit", "more", "photo"]
    assert form.numbers() == (5, 2, 3)
