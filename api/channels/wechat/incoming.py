"""What WeChat posts, read: who wrote, what, and the key that tells a repetition. Pure; used by `resources`."""

from dataclasses import dataclass
from math import isfinite

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from api import errors

_ID = 256
"""Signs of whatever WeChat gives a name to."""
_WORDS = 4000


@dataclass(frozen=True)
class Words:
    """Somebody wrote, or spoke and WeChat wrote it down."""

    text: str


@dataclass(frozen=True)
class Picture:
    """Somebody sent a picture, which is fetched by this name."""

    media_id: str


@dataclass(frozen=True)
class Spot:
    """Somebody sent a place, in degrees of GCJ-02, with WeChat's words for it."""

    lng: float
    lat: float
    label: str


@dataclass(frozen=True)
class Pressed:
    """A button of the menu."""

    button: str


@dataclass(frozen=True)
class Came:
    """Somebody began to follow the account."""


@dataclass(frozen=True)
class Strange:
    """A message of a kind that says nothing to us: a film, a link, a voice that was not written down."""


@dataclass(frozen=True)
class Nothing:
    """What wants no answer: somebody left, a notice was delivered."""


Body = Words | Picture | Spot | Pressed | Came | Strange | Nothing


@dataclass(frozen=True)
class Said:
    """One message. `key` is the same for every repetition of it; WeChat repeats what is not answered in 5 s."""

    person: str  # openid
    account: str  # ours, as WeChat calls it
    key: str
    body: Body


def fields(content: bytes) -> dict[str, str]:
    """The fields of a message, those within others by their own names. Raises 400, also for a DTD or an entity."""
    try:
        root = ElementTree.fromstring(content.decode(), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise unreadable() from error
    return {str(each.tag): (each.text or "").strip() for each in root.iter()}


def said(given: dict[str, str]) -> Said:
    """The message. Raises 400 where it has no sender or no key."""
    person, account, made = (given.get(name, "") for name in ("FromUserName", "ToUserName", "CreateTime"))
    number, event = given.get("MsgId", ""), given.get("Event", "")
    key = number or (f"{made}:{event}:{given.get('EventKey', '')}" if made and event else "")
    if not person or not account or not key or max(map(len, (person, account, key))) > _ID:
        raise unreadable()
    return Said(person, account, key, _body(given))


def unreadable() -> errors.Problem:
    """400: no message of WeChat's."""
    return errors.Problem(400, "malformed", "内容有误", "消息无法读取", "The message cannot be read.")


def _body(given: dict[str, str]) -> Body:
    match given.get("MsgType", ""):
        case "text":
            return _words(given.get("Content", ""))
        case "voice":
            return _words(given.get("Recognition", ""))
        case "image" if given.get("MediaId") and len(given["MediaId"]) <= _ID:
            return Picture(given["MediaId"])
        case "location":
            return _spot(given)
        case "event":
            return _event(given)
        case _:
            return Strange()


def _words(text: str) -> Body:
    plain = _plain(text)
    return Words(plain) if plain else Strange()


def _plain(text: str) -> str:
    """Without what cannot be seen; a blank is a blank."""
    blanks = (" " if sign.isspace() and sign != "\n" else sign for sign in text)
    return "".join(sign for sign in blanks if sign.isprintable() or sign == "\n").strip()[:_WORDS]


def _spot(given: dict[str, str]) -> Body:
    try:
        lat, lng = float(given["Location_X"]), float(given["Location_Y"])
    except (KeyError, ValueError):
        return Strange()
    there = isfinite(lat) and isfinite(lng) and abs(lat) <= 90 and abs(lng) <= 180
    return Spot(lng, lat, _plain(given.get("Label", ""))) if there else Strange()


def _event(given: dict[str, str]) -> Body:
    match given.get("Event", "").lower():
        case "subscribe":
            return Came()
        case "click":
            return Pressed(given.get("EventKey", ""))
        case _:
            return Nothing()
