"""送达: another try of a message that a unit's own system did not take."""

from domain.facts import Delivery, Resend
from domain.people import SYSTEM, Actor, Role
from domain.policy import City
from domain.ruling import Refusal
from tests.playing import Play
from workflows.effects import message

OPERATOR = Actor("operator", "street-command", (Role.OPERATOR,))


def test_what_was_refused_goes_out_again_under_a_new_number(city: City) -> None:
    play = Play(city, connected=frozenset({"guanli"})).report(item="B0102", community="SQ07", grid="SQ07-G03")
    refused = play.bring(Resend(1), OPERATOR)
    assert isinstance(refused, Refusal)
    assert refused.code == "delivered"  # nobody knows yet that it was not
    due = play.top.resolve
    play.bring(Delivery(1, 1, "refused", "400"), SYSTEM)
    assert isinstance(play.bring(Resend(1), play.unit("guanli")), Refusal)
    assert play.bring(Resend(1), OPERATOR) is None
    sent = message(play.open, play.events[-1])
    assert sent is not None
    assert (sent.type, sent.version, sent.call) == ("call", 2, 1)
    assert play.top.resolve == due
    play.bring(Delivery(1, 2, "delivered"), SYSTEM)
    assert not play.top.undelivered
