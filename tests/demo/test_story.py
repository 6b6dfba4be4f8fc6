"""The written story keeps its quotas: how many, where, when, by which way, and every scene in it."""

import re
from collections import Counter

from demo.build import tell
from demo.pack import ADVICE, Pack
from demo.script import Story
from demo.wording import SENTENCES
from domain.policy import City

MOST_ALIKE = 1
NIGHT, PEAKS = range(6), (7, 8, 18, 19, 20, 21)


def test_there_are_enough_reports_from_everywhere(story: Story, pack: Pack) -> None:
    """At least 600, and every community speaks."""
    assert len(story.reports) >= 600
    assert {told.community for told in story.reports} == set(pack.communities)
    assert {told.at.day for told in story.reports} == {9, 10, 11, 12}


def test_it_is_the_same_story_every_time(story: Story, pack: Pack) -> None:
    """One seed, one story; another seed, another."""
    assert tell(pack) == story
    assert tell(pack, seed=1) != story


def test_nine_in_ten_are_a_and_half_of_those_ask_or_tell(story: Story, pack: Pack) -> None:
    """90 percent A items, half of them 咨询宣传."""
    a_items = [told for told in story.reports if told.item.startswith("A")]
    advice = [told for told in a_items if pack.items[told.item].group == ADVICE]
    assert 0.88 <= len(a_items) / len(story.reports) <= 0.92
    assert 0.47 <= len(advice) / len(a_items) <= 0.53


def test_every_a_item_is_told_and_every_item_exists(story: Story, pack: Pack) -> None:
    """All 21 A items; nothing that the catalogue does not know."""
    told = {report.item for report in story.reports}
    assert {code for code in pack.items if code.startswith("A")} <= told
    assert told <= set(pack.items)
    assert {r.desk.response_item for r in story.reports if r.desk.response_item} <= set(pack.items)


def test_channels_are_those_of_the_street(story: Story) -> None:
    """微邻里 55, grid 25, hotline 15, board 5."""
    shares = Counter(told.channel for told in story.reports)
    for channel, share in {"wechat": 0.55, "grid": 0.25, "hotline": 0.15, "message_board": 0.05}.items():
        assert abs(shares[channel] / len(story.reports) - share) < 0.02  # type: ignore[index]


def test_external_calls_are_rare_outside_the_burst_main(story: Story, pack: Pack) -> None:
    """外呼 stays the exception."""
    external = [t for t in story.reports if pack.items[t.item].channel == "外呼" and "burst" not in t.key]
    assert 0 < len(external) <= 10


def test_the_street_sleeps_and_has_its_rush_hours(story: Story) -> None:
    """Peaks at 7–9 and 18–22, few at night."""
    hours = Counter(told.at.hour for told in story.reports)
    rush = sum(hours[hour] for hour in PEAKS) / len(PEAKS)
    quiet = range(9, 18)
    assert rush > 1.3 * sum(hours[hour] for hour in quiet) / len(quiet)
    assert sum(hours[hour] for hour in NIGHT) < 0.03 * len(story.reports)


def test_texts_are_written_not_copied(story: Story) -> None:
    """Many sentences, no text twice, none too long, every slot filled."""
    texts = Counter(told.description for told in story.reports)
    assert sum(len(sentences) for sentences in SENTENCES.values()) >= 250
    assert max(texts.values()) <= MOST_ALIKE
    assert all(1 <= len(text) <= 4000 and "{" not in text for text in texts)


def test_people_are_invented(story: Story) -> None:
    """Telephone numbers are of the one block that nobody has, names no more than a surname and a title."""
    phones = {told.phone for told in story.reports if told.phone}
    assert all(re.fullmatch(r"1380000\d{4}", phone) for phone in phones)
    assert all(len(told.name) <= 12 for told in story.reports if told.name)


def test_every_report_can_be_taken_down(story: Story, city: City) -> None:
    """Communities, grids and accounts exist; a grid lies in its community."""
    for told in story.reports:
        assert told.community in city.communities
        if told.grid:
            assert city.units[told.grid].overseen_by == told.community
        assert told.channel == "wechat" or told.account
    assert all(unit in city.units for told in story.reports for unit in told.plans)


def test_the_scenes_are_all_there(story: Story) -> None:
    """Each scene that the story promises, once or as often as it should be."""
    keys = [told.key for told in story.reports]
    by_key = {told.key: told for told in story.reports}
    assert len(keys) == len(set(keys))
    assert sum(key.startswith("burst-") for key in keys) >= 20
    assert (by_key["walk-in"].phone, by_key["walk-in"].account) == (None, "street-intake")
    assert (by_key["tip"].name, by_key["tip"].phone) == (None, None)
    assert by_key["enterprise-policy"].kind == "enterprise"
    assert len({by_key[f"repeat-{n}"].phone for n in (1, 2, 3)}) == 1
    assert by_key["climb-manhole"].item == "B0513"
    assert by_key["tree"].expect.state == "suspended"
    assert by_key["explained"].expect.outcome == "explained"
    assert by_key["unfounded"].expect.outcome == "unfounded"
    assert by_key["wrong-return"].desk.redispatch
    assert by_key["rejected-return"].desk.refuse_return
    assert (by_key["noise-street"].at.hour, by_key["noise-street"].at.minute) == (22, 30)
    assert by_key["twice"].sent_twice
    assert dict(by_key["climb-late-work"].expect.call_state)["guanli"] == "relieved"
    assert [rating.result for rating in by_key["dissatisfied"].ratings] == [1, 4]


def test_results_other_than_solved_bring_their_evidence(story: Story) -> None:
    """Without it the desk could not approve."""
    plans = [plan for told in story.reports for unit in told.plans.values() for plan in unit]
    assert all(plan.evidence and plan.reply for plan in plans if plan.result != "solved")
