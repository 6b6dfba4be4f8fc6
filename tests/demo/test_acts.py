"""The written acts: whoever acts exists, may say so over the API, names what there is, and is waited for in time."""

from itertools import pairwise
from pathlib import Path

import pytest

from api.accounts import demo_accounts
from api.main import create_app
from demo.build import tell
from demo.hours import due
from demo.pack import Pack, load
from demo.script import Act, Story, Told
from domain.incidents import WITHIN
from domain.policy import City
from tests.api.conftest import demo_settings
from tests.conftest import SHUIGUOHU

ACTS = tell(load(SHUIGUOHU)).acts
THE_BRIEF = (
    *(
        "突发事件",
        "自动并入",
        "不是同一件",
        "多数评价",
        "合并",
        "共同评价",
        "拆单",
        "修复",
        "重复件",
        "重新受理",
    ),
    *(
        "撤诉",
        "补充",
        "催办",
        "督办",
        "延期",
        "上报",
        "交办",
        "撤销协办",
        "剔除评价",
        "超期申诉",
        "回避",
        "挂账",
    ),
)
"""What the closing line counts."""


def linked(story: Story) -> dict[str, Told]:
    """Cases that come of acts."""
    return {act.opens.key: act.opens for act in story.acts if act.opens is not None}


def told_by_key(story: Story) -> dict[str, Told]:
    """Every report of the story, and every case that comes of one."""
    return {told.key: told for told in story.reports} | linked(story)


def test_every_operation_is_played(story: Story) -> None:
    """Each by its own name, and no key twice: acts and reports are waited for alike."""
    assert tuple(dict.fromkeys(act.does for act in story.acts if not act.step)) == THE_BRIEF
    keys = [*(act.key for act in story.acts), *told_by_key(story)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.key)
def test_an_act_is_about_what_there_is(act: Act, story: Story, city: City) -> None:
    """Reports, units, listed reasons; nobody acts before anything was reported."""
    told = told_by_key(story)
    assert act.of in {report.key for report in story.reports if report.scene}, "only scenes are judged"
    assert {*act.named, *([act.ended] if act.ended else [])} <= told.keys()
    assert told[act.of].at <= act.at < story.ends
    assert act.unit is None or act.unit in city.units
    listed = {"hand-up": "handup", "exclude": "exclude"}.get(act.verb or "")
    assert listed is None or act.body["reason"] in city.reasons[listed]
    assert (act.opens is None) == (not act.link)


def test_whoever_acts_has_an_account_and_a_path(story: Story, city: City, tmp_path: Path) -> None:
    """By the API's own description."""
    accounts = {account.username for account in demo_accounts(city)}
    paths = create_app(demo_settings(tmp_path)).openapi()["paths"]
    for act in story.acts:
        assert act.who is None or act.who in accounts
        where = "calls/{call_id}" if act.unit else "cases/{case_no}"
        assert act.verb is None or "post" in paths[f"/api/v1/{where}/{act.verb}"], act.key


def test_who_waits_waits_for_an_act(story: Story) -> None:
    """A gate that nobody opens would keep its unit waiting for ever."""
    keys = {act.key for act in story.acts}
    gates = {
        plan.waits_for
        for told in told_by_key(story).values()
        for plans in told.plans.values()
        for plan in plans
        if plan.waits_for
    }
    assert gates <= keys
    assert len(gates) >= 5


def test_linked_cases_are_known_apart(story: Story, pack: Pack, city: City) -> None:
    """They have keys of their own, items of the catalogue, and a sentence."""
    reports = {told.key for told in story.reports}
    for told in linked(story).values():
        assert told.key not in reports
        assert told.item in pack.items
        assert told.community in city.communities
        assert told.description


def test_a_hand_up_is_asked_in_the_first_half(story: Story, pack: Pack) -> None:
    """Later the rules refuse it."""
    act = next(act for act in story.acts if act.verb == "hand-up")
    told = told_by_key(story)[act.of]
    item, unit = pack.items[told.item], pack.unit_of(act.unit or "")
    half = due(item.clock, unit.hours, f"{int(item.resolve[:-1]) // 2}{item.resolve[-1]}", told.at)
    assert act.at < half


def test_two_reviewers_are_two(story: Story) -> None:
    """Each decision that takes two persons is asked of two."""
    for task in ("appeal", "exclude"):
        whose = [act.who for act in story.acts if act.task == task]
        assert len(whose) == len(set(whose)) == 2


def test_the_burst_main_is_one_incident(story: Story) -> None:
    """Near enough and soon enough to be brought together, and most people are satisfied in the end."""
    voices = [told for told in story.reports if told.scene == "爆了一根水管"]
    assert all(later.at - told.at < WITHIN for told, later in pairwise(voices))
    assert {told.item for told in voices} == {"B0909"}
    given = [told.ratings[0].result for told in voices]
    assert 0 < sum(result <= 2 for result in given) < len(given) / 2
