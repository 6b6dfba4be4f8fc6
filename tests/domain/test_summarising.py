"""摘要 and photos for those who are called: who writes it, when, and who is told."""

from domain import facts as f
from domain.catalogue import Exposure
from domain.people import Role
from domain.policy import City
from domain.ruling import Refusal
from tests.playing import Play

TEXT = "路口一盏路灯不亮"


def test_open_calls_of_connected_units_are_told_and_no_clock_changes(city: City) -> None:
    play = Play(city, connected=frozenset({"guanli"})).report(
        item="B0102", community="SQ07", grid="SQ07-G03", channel="phone"
    )
    before = play.top
    assert before.connected
    assert play.bring(f.Summarise(TEXT, ("p1",)), play.desk()) is None
    assert (play.open.summary, play.open.released) == (TEXT, ("p1",))
    assert play.kinds()[-2:] == ["summarised", "brief_changed"]
    assert (play.top.version, play.top.respond, play.top.resolve) == (2, before.respond, before.resolve)
    again = play.bring(f.Summarise(TEXT, ("p1",)), play.desk())
    assert isinstance(again, Refusal)
    assert again.code == "same_summary"
    assert play.bring(f.Summarise(), play.desk()) is None
    assert (play.open.summary, play.open.released) == ("", ())


def test_a_dispatch_takes_it_along(city: City) -> None:
    play = Play(city, connected=frozenset({"guanli", "chengguan"})).report(
        item="B0102", community="SQ07", grid="SQ07-G03", channel="phone"
    )
    assert play.bring(f.Dispatch(None, ("chengguan",), summary=TEXT), play.desk()) is None
    assert play.kinds()[-3:] == ["summarised", "called", "brief_changed"]
    assert [(call.unit, call.version) for call in play.open.calls] == [("guanli", 2), ("chengguan", 1)]
    assert play.bring(f.Dispatch("wuye", summary=TEXT), play.desk()) is None
    assert play.kinds().count("brief_changed") == 1


def test_only_the_desk_and_of_sealed_items_its_named_officers(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03", channel="phone")
    for by in (play.unit("guanli"), play.unit("SQ07-G03"), play.desk(Role.CALLBACK)):
        assert isinstance(play.bring(f.Summarise(TEXT), by), Refusal)
    sealed = next(i.code for i in city.catalogue.items.values() if i.exposure is Exposure.SEALED)
    play = Play(city).report(item=sealed, community="SQ07", grid="SQ07-G03", channel="phone")
    refused = play.bring(f.Summarise(TEXT), play.desk(Role.DISPATCHER))
    assert isinstance(refused, Refusal)
    assert refused.code == "sealed"
    assert play.bring(f.Summarise(TEXT), play.desk(Role.CHIEF)) is None


def test_a_completed_case_is_not_summarised(city: City) -> None:
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03", channel="phone")
    assert play.complete() is None
    refused = play.bring(f.Summarise(TEXT), play.desk())
    assert isinstance(refused, Refusal)
    assert refused.code == "phase"
