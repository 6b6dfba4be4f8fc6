"""预警 of matters: half and four fifths of the office's own time, while it is there, never where its clock stands."""

from datetime import datetime, timedelta

from domain.matters import facts as f
from domain.matters.warning import MatterLook, look
from domain.policy import City
from tests.playing import FRIDAY_MORNING
from tests.playing_matters import MatterPlay


def hour(days: int, hours: float) -> datetime:
    """So many days after that Friday, at that hour of the city."""
    return FRIDAY_MORNING + timedelta(days=days, hours=hours - 9)


def handled(city: City) -> MatterPlay:
    """Accepted on Friday at 9: five office days, until the next Friday at 9."""
    play = MatterPlay(city).begin()
    assert play.office(f.Accept()) is None
    return play


def test_half_and_four_fifths_of_its_own_time(city: City) -> None:
    matter = handled(city).open
    first = look(city, matter, FRIDAY_MORNING)
    half, four_fifths = hour(3, 14.5), hour(5, 9)  # 17.5 and 28 office hours; that Saturday is one of work
    assert first == MatterLook(None, half)
    assert look(city, matter, half) == MatterLook(50, four_fifths)
    assert look(city, matter, four_fifths - timedelta(seconds=1)).again_at is not None
    assert look(city, matter, four_fifths) == MatterLook(80, None)
    assert matter.running is not None
    assert look(city, matter, matter.running.due.at) == MatterLook()


def test_not_before_somebody_is_there(city: City) -> None:
    matter = handled(city).open
    again = look(city, matter, FRIDAY_MORNING).again_at
    assert again is not None
    night = again.replace(hour=15)  # 23:00 in the city
    seen = look(city, matter, night)
    assert seen.say is None
    assert seen.again_at is not None
    assert seen.again_at > night
    assert look(city, matter, seen.again_at).say == 50


def test_nothing_while_its_clock_stands_or_once_it_was_missed(city: City) -> None:
    play = handled(city)
    assert play.office(f.AskPapers(("户口簿",))) is None
    assert look(city, play.open, hour(5, 10)) == MatterLook()
    late = handled(city)
    late.miss()
    assert look(city, late.open, late.now) == MatterLook()


def test_the_wait_for_papers_does_not_count(city: City) -> None:
    plain = look(city, handled(city).open, FRIDAY_MORNING).again_at
    play = handled(city)
    play.office(f.AskPapers(("户口簿",)))
    play.now += timedelta(days=4)
    assert play.bring(f.Bring(("a" * 40,))) is None
    moved = look(city, play.open, play.now).again_at
    assert plain is not None
    assert moved == plain + timedelta(days=3)  # four days, of which one is a Sunday
