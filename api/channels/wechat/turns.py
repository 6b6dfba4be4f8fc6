"""What follows from a message: where the conversation then stands, and what is to be done. Pure; used by `talking`.

Three messages file a report: what it is, where it is, which item. Pictures and places may come at any time.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from unicodedata import normalize

from api.channels.wechat import words as say
from api.channels.wechat.incoming import Body, Came, Nothing, Picture, Pressed, Spot, Strange, Words
from api.channels.wechat.talk import MOST_PHOTOS, MOST_WORDS, Draft, Late, Talk
from domain.policy import City

_LINE = 200  # signs of an address
_REPORT, _PROGRESS, _HELP = (
    ("报事", "我要报事", "report"),
    ("查进度", "进度", "progress"),
    ("帮助", "help", "?"),
)
"""Names of the menu's buttons, which may be written as well."""
_CIVIL = ("你好", "您好", "在吗", "谢谢", "谢谢你", "谢谢您", "好", "好的", "收到", "嗯", "ok")
"""What is said to people, and tells of nothing."""
_CANCEL = ("取消", "不报了")
_LATER = ("补充",)
_UNKNOWN = ("0", "不知道", "不清楚", "说不清")
_YES = ("0", "确认", "提交", "是", "是的", "好", "好的", "ok")
_LOOK = re.compile(r"查?进度[\s:]*([a-z0-9-]{1,64})?\s*([0-9]{1,64})?")
_HASTE = re.compile(r"催办?[\s:]*([a-z0-9-]{1,64})?")
_RATE = re.compile(r"评价[\s:]*([a-z0-9]{1,16}(?:-[0-9]{1,16})+)?\s*(?:([1-5])分?\s*(\D{0,500}))?")


@dataclass(frozen=True)
class Say:
    """Say that, and no more."""

    text: str


@dataclass(frozen=True)
class File:
    """File the draft as it is."""


@dataclass(frozen=True)
class Look:
    """Tell of a case, of all one's own where none is named."""

    case_no: str
    code: str


@dataclass(frozen=True)
class Haste:
    """Ask for haste."""

    case_no: str


@dataclass(frozen=True)
class Rating:
    """Rate; `result` is None where they did not say how."""

    case_no: str
    result: int | None
    why: str


@dataclass(frozen=True)
class Add:
    """Add pictures to a case that is filed."""

    case_no: str
    photos: tuple[str, ...]


Do = Say | File | Look | Haste | Rating | Add


@dataclass(frozen=True)
class Turn:
    """What a message leads to."""

    talk: Talk
    do: Do


Guessing = Callable[[str], Awaitable[tuple[str, ...]]]
"""Codes of the likeliest items of what somebody says."""


async def turn(city: City, talk: Talk, body: Body, guessing: Guessing) -> Turn:
    """What follows from that message."""
    match body:
        case Words(text):
            return await _words(city, talk, text, guessing)
        case Picture(media_id):
            return _picture(city, talk, media_id)
        case Spot():
            return _spot(city, talk, body)
        case Pressed(button):
            return _command(talk, button.lower()) or Turn(talk, Say(say.HELP))
        case Came():
            return Turn(talk, Say(say.GREETING))
        case Strange() | Nothing():
            return Turn(talk, Say(say.STRANGE))


async def _words(city: City, talk: Talk, text: str, guessing: Guessing) -> Turn:
    short = normalize("NFKC", text).strip(" \n。.!！").lower()
    command = _command(talk, short)
    if command is not None:
        return command
    draft = talk.draft or Draft()
    if not draft.words and (
        short in _CIVIL or short.isdecimal()
    ):  # a number that was sent twice, a word of thanks
        return Turn(talk, Say(say.HELP))
    if not draft.words:
        return await _told(city, talk, replace(draft, words=text), guessing)
    if not draft.placed:
        return _next(city, talk, _addressed(city, draft, text, short))
    if short.isdecimal() and 0 < int(short[:3]) <= len(draft.offered):
        return Turn(replace(talk, draft=replace(draft, item=draft.offered[int(short[:3]) - 1])), File())
    if short in _YES:
        return Turn(talk, File())
    if short.isdecimal():
        return Turn(talk, Say(say.confirm(city, draft)))
    longer = replace(draft, words=f"{draft.words}\n{text}"[:MOST_WORDS])
    return await _told(city, talk, longer, guessing)


def _command(talk: Talk, short: str) -> Turn | None:
    """What can be said at any time."""
    if short in _REPORT:
        return Turn(replace(talk, draft=talk.draft or Draft()), Say(say.WHAT))
    if short in _HELP:
        return Turn(talk, Say(say.HELP))
    if short in _CANCEL:
        return Turn(replace(talk, draft=None), Say(say.DROPPED if talk.draft else say.NOTHING_TO_DROP))
    if short in _LATER:
        return _later(talk)
    if short in _PROGRESS:
        return Turn(talk, Look("", ""))
    if found := _LOOK.fullmatch(short):
        return Turn(talk, Look((found[1] or "").upper(), found[2] or ""))
    if found := _HASTE.fullmatch(short):
        return Turn(talk, Haste((found[1] or "").upper()))
    if found := _RATE.fullmatch(short):
        return Turn(
            talk, Rating((found[1] or "").upper(), int(found[2]) if found[2] else None, found[3] or "")
        )
    return None


async def _told(city: City, talk: Talk, draft: Draft, guessing: Guessing) -> Turn:
    """With what it is about, and whom to call first."""
    following = _next(city, talk, replace(draft, offered=await guessing(draft.words)))
    return replace(following, do=Say(say.danger(city, draft.words) + _text(following)))


def _text(following: Turn) -> str:
    assert isinstance(following.do, Say)
    return following.do.text


def _next(city: City, talk: Talk, draft: Draft) -> Turn:
    """Ask for what is missing, then whether it is right."""
    asked = say.WHAT if not draft.words else say.confirm(city, draft) if draft.placed else say.where(city)
    return Turn(replace(talk, draft=draft), Say(asked))


def _addressed(city: City, draft: Draft, text: str, short: str) -> Draft:
    if short in _UNKNOWN:
        return replace(draft, placed=True)
    named = sorted((one.name_zh for one in city.communities.values() if one.name_zh in text), key=len)
    codes = {one.name_zh: code for code, one in city.communities.items()}
    community = codes[named[-1]] if named else ""
    return replace(draft, placed=True, address=_line(text), community=community)


def _spot(city: City, talk: Talk, spot: Spot) -> Turn:
    """A place counts as the last one said."""
    there = replace(
        talk.draft or Draft(),
        placed=True,
        lng=spot.lng,
        lat=spot.lat,
        address=_line(spot.label),
        community="",
    )
    return _next(city, talk, there)


def _picture(city: City, talk: Talk, media_id: str) -> Turn:
    draft = talk.draft or Draft()
    if draft.pictures >= MOST_PHOTOS:
        return Turn(talk, Say(say.FULL))
    added = replace(draft, pending=(*draft.pending, media_id))
    if not draft.words:
        return Turn(replace(talk, draft=added), Say(say.picture_taken(talk.case_no)))
    following = _next(city, talk, added)
    return replace(following, do=Say(f"{say.CAME}\n{_text(following)}"))


def _later(talk: Talk) -> Turn:
    """Pictures without words go to the case that was filed last."""
    draft = talk.draft
    if draft is None or draft.words or not draft.pictures or not talk.case_no:
        return Turn(talk, Say(say.NOT_ADDED))
    late = tuple(Late(one, talk.case_no) for one in draft.pending)
    after = replace(talk, draft=None, late=(*talk.late, *late))
    return Turn(after, Add(talk.case_no, draft.photos))


def _line(text: str) -> str:
    return " ".join(text.split())[:_LINE]
