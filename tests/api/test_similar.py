"""What may be the same matter: labelled pairs, the desk's list with its reasons, and forms that a tap fills in."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from api.wording import alike
from domain.duplicates import LIKELY, MOST_APART, Matter, Measured, likeness, reasons
from domain.policy import City
from tests.api.browsing import browsing
from tests.api.stack import Case, Stack, refused

PAIRS = Path(__file__).parent / "duplicates.csv"
LEAST_PRECISION, LEAST_RECALL = 0.85, 0.9
HERE = {"lng": 114.3417, "lat": 30.5504}
LIGHT = "放鹰台路口的路灯坏了三天，晚上黑漆漆的"
AGAIN = "放鹰台路口路灯不亮好几天，晚上看不清路"


def matter(city: City, one: str, other: str) -> Matter:
    """How two item codes of a pair stand to each other."""
    items = city.catalogue.items
    if not one or not other:
        return Matter.UNKNOWN
    if one == other:
        return Matter.ITEM
    return Matter.CLASS if items[one].class_zh == items[other].class_zh else Matter.OTHER


def test_labelled_pairs_are_told_apart(city: City) -> None:
    with PAIRS.open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    assert len(pairs) >= 60
    wrong, found, right, all_right = [], 0, 0, 0
    for pair in pairs:
        points = likeness(
            Measured(
                int(pair["metres"]),
                timedelta(hours=int(pair["hours"])),
                matter(city, pair["item"], pair["other_item"]),
                alike(pair["one"], pair["other"]),
            )
        )
        same, said = pair["duplicate"] == "yes", points >= LIKELY
        all_right, found, right = all_right + same, found + said, right + (same and said)
        if same is not said:
            wrong.append(f"{points} {pair['one']} / {pair['other']}")
    precision, recall = right / found, right / all_right
    print(f"duplicates: {len(pairs)} pairs, precision {precision:.1%}, recall {recall:.1%}")
    assert (precision >= LEAST_PRECISION, recall >= LEAST_RECALL) == (True, True), wrong


def test_nothing_far_away_or_long_ago_is_a_duplicate() -> None:
    same = Measured(30, timedelta(hours=1), Matter.ITEM, 1.0)
    assert likeness(same) == 100
    assert likeness(Measured(600, timedelta(hours=1), Matter.ITEM, 1.0)) == 0
    assert likeness(Measured(30, MOST_APART + timedelta(seconds=1), Matter.ITEM, 1.0)) == 0
    assert [zh for zh, _ in reasons(same)] == ["相距 30 米", "同一事项", "用词相近 100%", "相隔 1 小时"]


@pytest.mark.parametrize(("one", "other"), [("", "路灯"), ("路灯", "了的很"), ("？！", "路灯")])
def test_words_that_say_nothing_are_like_nothing(one: str, other: str) -> None:
    assert alike(one, other) == 0.0


async def similar(stack: Stack, case: Case, by: str = "street-dispatch") -> list[dict[str, object]]:
    """What the API lists."""
    path, header = f"/cases/{case.case_no}/similar", await stack.header_of(by)
    answer = await stack.http.get(path, headers=header)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, object]] = answer.json()["items"]
    return items


async def test_the_desk_is_told_of_it_with_reasons_and_decides_itself(stack: Stack) -> None:
    place = {"community": None, "grid": None}
    first = await stack.report("B0520", description=LIGHT, place=HERE, **place)
    near = {"lng": 114.3419, "lat": 30.5505}
    second = await stack.report("B0520", description=AGAIN, place=near, **place)
    other = await stack.report("B0513", description="井盖松了，车压过去响", place=near, **place)
    for case in (first, second, other):
        await stack.until(case, "called")
    found = {row["case_no"]: row for row in await similar(stack, second)}
    assert other.case_no not in found
    row = found[first.case_no]
    assert row["act"] == "merge"
    assert str(row["reasons"]).startswith("['相距 2")
    assert "同一事项" in str(row["reasons"])
    assert not any(words in str(found) for words in (AGAIN, LIGHT))
    assert {row["case_no"]: row["act"] for row in await similar(stack, first)}[second.case_no] == "take"
    async with browsing(stack.app, "street-dispatch") as desk:
        page = await desk.open(f"/cases/{second.case_no}")
        assert "可能重复" in page
        assert f"?merge={first.case_no}#merge" in page
        begun = await desk.open(f"/command/{second.case_no}?merge={first.case_no}")
        assert f'value="{first.case_no}"' in begun
        assert f"/cases/{second.case_no}?merge=" not in begun
        await desk.send(f"/command/{second.case_no}/merge", into=first.case_no)
        assert desk.status == 200
    await stack.until(second, "closed")
    assert second.case_no not in {row["case_no"] for row in await similar(stack, first)}


async def test_sealed_reports_are_compared_for_named_officers_alone(stack: Stack, city: City) -> None:
    item = next(i.code for i in city.catalogue.items.values() if i.exposure == "sealed")
    words = "三楼有人半夜聚众打牌，声音很大"
    cases = [await stack.report(item, description=words, place=HERE) for _ in range(2)]
    for case in cases:
        await stack.until(case, "called")
    officer = await similar(stack, cases[1], "street-chief")
    assert cases[0].case_no in {row["case_no"] for row in officer}
    assert cases[0].case_no not in {row["case_no"] for row in await similar(stack, cases[1])}


async def test_units_and_the_public_compare_nothing(stack: Stack) -> None:
    case = await stack.report("B0520", description=LIGHT, place=HERE)
    unit = await stack.unit_of(case)
    path = f"/cases/{case.case_no}/similar"
    refused(await stack.http.get(path, headers=await stack.header_of(unit)), 403, "not_yours")
    refused(await stack.http.get(path), 401, "not_signed_in")


async def test_the_public_sees_the_likely_ones_first_and_nobody_s_words(stack: Stack) -> None:
    here = {"community": None, "grid": None}
    nearer = await stack.report(
        "B0102", description="一堆渣土堆在这里", place={"lng": 114.3520, "lat": 30.5590}, **here
    )
    likely = await stack.report(
        "B0520", description="杆子上的灯一闪一闪", place={"lng": 114.3533, "lat": 30.5590}, **here
    )
    for case in (nearer, likely):
        await stack.until(case, "called")
    async with browsing(stack.app) as public:
        place = {"lng": "114.352", "lat": "30.559"}
        shown = (await public.http.post("/report/already", data={"description": "路灯不亮", **place})).text
        other = (await public.http.post("/report/already", data={"description": "有人倒渣土", **place})).text
    assert 0 < shown.index("路灯") < shown.index("积存垃圾渣土")
    assert 0 < other.index("积存垃圾渣土") < other.index("路灯")
    assert "东湖路社区" in shown
    told = ("渣土堆在", "一闪", likely.case_no, nearer.case_no)
    assert not [text for text in told if text in shown + other]
