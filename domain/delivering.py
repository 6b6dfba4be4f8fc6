"""送达: what became of messages to units' own systems, and another try by whoever looked into it."""

from domain import events as e
from domain.facts import Delivery, Resend
from domain.people import Role
from domain.permissions import DISPATCHING
from domain.ruling import Forbidden, Ruling


def delivery(ruling: Ruling, body: Delivery) -> None:
    """Delivered; or late or refused, and the desk is told."""
    if ruling.case.call(body.call) is None:
        return
    if body.outcome == "delivered":
        ruling.add(e.Delivered(body.call, body.version))
    else:
        ruling.add(e.Undelivered(body.call, body.version, body.outcome == "refused", body.detail))
        ruling.add(e.Told(ruling.case.report.desk, "undelivered"))


def resend(ruling: Ruling, body: Resend) -> None:
    """The message goes out again, under a new number, by the operator or the desk; no clock changes."""
    call = ruling.case.call(body.call)
    of_desk = ruling.by.unit == ruling.case.report.desk and ruling.by.has(*DISPATCHING)
    if not (of_desk or ruling.by.has(Role.OPERATOR)):
        raise Forbidden("role", "由运维或指挥中心重发", "the operator or the command centre sends it again")
    if call is None or not (call.open and call.connected and call.undelivered):
        raise Forbidden("delivered", "没有需要重发的交办", "there is nothing to send again")
    ruling.add(e.Resent(call.n, call.unit), ruling.at)
