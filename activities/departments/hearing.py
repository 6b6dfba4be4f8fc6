"""What another city's words about a request mean for our call, as data and as facts.

Pure; used by `activities.listening`.

GeoReport itself knows open and closed; updates say more, in words that its extensions use.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from activities.departments.georeport import Record, moment
from domain.facts import Body, Complete, Progress, Respond, Result
from domain.masking import masked_numbers
from readmodel.outside_tables import OutsideRow

Meaning = Literal["contacted", "plan", "progress"]
SAYS: Final[dict[str, Meaning | Result]] = {
    "open": "progress",
    "received": "progress",
    "confirmed": "progress",
    "acknowledged": "progress",
    "reopened": "progress",
    "investigating": "contacted",
    "in_progress": "contacted",
    "planned": "plan",
    "action_scheduled": "plan",
    "closed": Result.SOLVED,
    "fixed": Result.SOLVED,
    "resolved": Result.SOLVED,
    "no_further_action": Result.EXPLAINED,
    "duplicate": Result.EXPLAINED,
    "not_councils_responsibility": Result.REFERRED,
    "internal_referral": Result.REFERRED,
}
"""Having it is no response; that somebody looked, or a plan, is. What nobody has taught us is progress."""
_CLOSED = "closed"
_SILENT: Final = {"done": "对方系统已办结。", "progress": "对方系统有新进展。"}
_MOST = 2000
"""Characters of a note."""
_KEPT = 20
"""Ids of one moment that are remembered."""


@dataclass(frozen=True)
class Heard:
    """One fact for the case, under a receipt's id that is the same however often it is read."""

    receipt_id: str
    body: Body
    at: datetime | None  # the other system's own clock


def heard(row: OutsideRow, said: Iterable[Record], stands: Record | None) -> list[Heard]:
    """What is new of a request since the row's bookmark: from its updates, or from how it stands where those say less.

    Our own words to it come back as updates too; they are no answer.
    """
    call = int(row.call_id.rpartition(".")[2])
    new = [_of_update(call, one) for one in said if not _ours(row.call_id, one)]
    end = _of_end(call, stands) if stands is not None else None
    if end is not None and not any(isinstance(one.body, Complete) for one in new):
        new.append(end)
    return [one for one in new if _unheard(row, one)]


def bookmark(row: OutsideRow, new: Iterable[Heard]) -> tuple[datetime | None, str]:
    """How far the row is listened to after these."""
    told = list(new)
    last = max((at for at in (row.heard_at, *(one.at for one in told)) if at is not None), default=None)
    before = row.heard.split("\n") if row.heard and last == row.heard_at else []
    ids = [*before, *(one.receipt_id for one in told if one.at in (last, None))]
    return last, "\n".join(ids[-_KEPT:])


def _unheard(row: OutsideRow, one: Heard) -> bool:
    if one.receipt_id in row.heard.split("\n"):
        return False
    if row.heard_at is None or one.at is None:
        return True
    return one.at > row.heard_at or (one.at == row.heard_at and not _ends(one))


def _ends(one: Heard) -> bool:
    """A request that stands closed since a moment that was heard of already is no news."""
    return ":closed:" in one.receipt_id


def _ours(call_id: str, record: Record) -> bool:
    return call_id in record.get("description", "") or record.get("update_id", "").startswith(f"{call_id}-")


def _of_update(call: int, record: Record) -> Heard:
    at, number = moment(record), record.get("service_request_id", "")
    said = f"{number}:{record.get('update_id') or record.get('updated_datetime', '')}"
    return Heard(said, _body(call, record.get("status", ""), record.get("description", ""), at), at)


def _of_end(call: int, record: Record) -> Heard | None:
    if record.get("status", "").lower() != _CLOSED:
        return None
    at = moment(record)
    said = f"{record.get('service_request_id', '')}:closed:{at.isoformat() if at else ''}"
    return Heard(said, _body(call, _CLOSED, record.get("status_notes", ""), at), at)


def _body(call: int, status: str, words: str, at: datetime | None) -> Body:
    meaning, text = SAYS.get(status.strip().lower().replace(" ", "_"), "progress"), _clean(words)
    if isinstance(meaning, Result):
        evidence = f"对方系统状态：{status}" if meaning is not Result.SOLVED else None
        return Complete(call, meaning, text or _SILENT["done"], evidence, (), at)
    if meaning == "progress":
        return Progress(call, text or _SILENT["progress"], at)
    return Respond(call, meaning, text or _SILENT["progress"], at)


def _clean(text: str) -> str:
    """Somebody else's words as a note of ours: no control characters, nobody's number, no more than a note holds."""
    plain = "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()
    return masked_numbers(plain)[:_MOST]
