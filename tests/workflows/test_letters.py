"""Letters that cross: who left on the way, and a yes that finds nobody. What the workflow then sends and hears."""

from datetime import timedelta

from contracts.letters import Letter
from domain import facts as f
from domain.facts import Attached, Body, Fact, Join, JoinAnswer, Leave, Merge
from domain.people import SYSTEM, Actor, Role
from domain.policy import City
from tests.playing import FRIDAY_MORNING, Play
from workflows import effects
from workflows.letters import Letters

EARLIER = "SGH-20261008-00000000"
LATER = Attached("SGH-20261009-11111111", FRIDAY_MORNING + timedelta(minutes=5), True)
THIRD = Attached("SGH-20261009-22222222", FRIDAY_MORNING + timedelta(minutes=9), False)


def joined(city: City) -> Play:
    """A case in which two others ended together."""
    play = Play(city).report(item="B0102", community="SQ07", grid="SQ07-G03")
    asker = Actor(LATER.case_no, roles=(Role.SYSTEM,))
    assert play.bring(Join(LATER.case_no, (LATER, THIRD)), asker) is None
    return play


def last_letters(play: Play) -> list[tuple[str, Body]]:
    """What its last event says to other cases."""
    return [(letter.to, letter.fact.body) for letter in effects.letters(play.open, play.events[-1])]


def test_a_yes_that_finds_nobody_lets_go_of_all_that_came(city: City) -> None:
    play = joined(city)
    ((to, answer),) = last_letters(play)
    assert (to, answer) == (
        LATER.case_no,
        JoinAnswer(play.open.case_no, True, cases=(LATER.case_no, THIRD.case_no)),
    )
    heard: list[Body] = []
    Letters(lambda _, body, __: heard.append(body))._undeliverable(
        Letter(to, Fact("a yes", play.now, SYSTEM, answer))
    )
    assert heard == [Leave(LATER.case_no), Leave(THIRD.case_no)]
    for body in heard:
        assert play.bring(body, SYSTEM) is None
    assert play.open.attached == ()


def test_who_leaves_a_case_that_is_asking_leaves_the_one_it_asked(city: City) -> None:
    play = joined(city)
    assert play.bring(Merge(EARLIER), play.desk()) is None
    assert play.bring(f.Leave(THIRD.case_no)) is None
    assert last_letters(play) == [(EARLIER, Leave(THIRD.case_no))]
