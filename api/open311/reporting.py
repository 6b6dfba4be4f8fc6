"""From a posted request to the body of `POST /reports`. Pure but for the city; used by `api.open311.filing`."""

import re
from math import isfinite

from api import errors
from api.door import Door
from api.open311.fields import Sent
from api.open311.moments import moment
from api.open311.services import service
from api.schemas.reports import ReportIn
from domain.attributes import Attribute, Datatype
from domain.catalogue import Item

LONGEST = 4000
"""Characters of the words and the answers together, as of every report."""
_WHERE = {"place.lng": "long", "place.lat": "lat", "place.address": "address_string", "grid": "address_id"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_URL = re.compile(r"https?://[^\s<>\"]{1,480}")


def report_of(door: Door, sent: Sent, photos: tuple[str, ...]) -> ReportIn:
    """The report. Raises 404 for an unknown service, 422 naming the client's own field."""
    item = service(door, sent.needed("service_code"))
    body = {
        "description": _words(door, sent, item),
        "item": item.code,
        "reporter": {"name": _name(sent), "phone": _phone(sent), "email": sent.get("email")},
        "channel": "open311",
        "photos": photos,
        **_place(door, sent),
    }
    try:
        return errors.checked(ReportIn, body)
    except errors.Problem as problem:
        fault = problem.errors[0]
        named = _WHERE.get(fault["where"], fault["where"].rpartition(".")[2])
        raise errors.malformed(named, fault["what"], f"{named}: {fault['what_en']}") from problem


def _place(door: Door, sent: Sent) -> dict[str, object]:
    """One of a point, an address, an address id; all three may come."""
    lat, lng, address, where = (sent.get(name) for name in ("lat", "long", "address_string", "address_id"))
    if (lat is None) != (lng is None):
        raise errors.malformed("lat", "lat 与 long 须同时填写", "lat and long go together")
    if lat is None and address is None and where is None:
        raise errors.malformed(
            "lat",
            "须有地点：lat 与 long，或 address_string，或 address_id",
            "a location is needed: lat and long, or address_string, or address_id",
        )
    place = {
        "lat": _degrees("lat", lat),
        "lng": _degrees("long", lng),
        "address": address and " ".join(address.split()),
    }
    said: dict[str, object] = {"place": place} if lat or address else {}
    if where is None:
        return said
    if where in door.city.communities:
        return {**said, "community": where}
    if where in door.city.units:
        return {**said, "grid": where}
    raise errors.malformed("address_id", "没有这个社区或网格", "there is no such community or grid")


def _degrees(name: str, text: str | None) -> float | None:
    if text is None:
        return None
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise errors.malformed(name, "须为数字", "must be a number")
    return number


def _words(door: Door, sent: Sent, item: Item) -> str:
    """What was written, then each answer on a line, then where a picture is said to be."""
    lines = [sent.get("description") or item.name_zh]
    lines += [
        f"{asked.question}：{_answer(door, asked, sent.answers.get(asked.code, ()))}"
        for asked in door.city.public.attributes.get(item.code, ())
        if sent.answers.get(asked.code) or _missing(asked)
    ]
    link = sent.get("media_url")
    if link is not None and not _URL.fullmatch(link):
        raise errors.malformed("media_url", "须为 http 或 https 链接", "must be an http or https address")
    if link is not None:
        lines.append(f"照片链接：{link}")
    words = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
    if len(words) > LONGEST:
        raise errors.malformed(
            "description", "连同附加回答最多 4000 字", "at most 4000 characters, answers included"
        )
    return words


def _missing(asked: Attribute) -> bool:
    if asked.required:
        raise errors.malformed(f"attribute[{asked.code}]", "必填", "is missing")
    return False


def _answer(door: Door, asked: Attribute, given: tuple[str, ...]) -> str:
    name = f"attribute[{asked.code}]"
    if len(given) > 1 and asked.datatype is not Datatype.MULTI:
        raise errors.malformed(name, "只能有一个回答", "takes one answer")
    match asked.datatype:
        case Datatype.SINGLE | Datatype.MULTI:
            strange = [answer for answer in given if answer not in asked.values]
            if strange:
                choices = ", ".join(asked.values)
                raise errors.malformed(name, f"可选：{choices}", f"choose of: {choices}")
            return "、".join(asked.values[answer] for answer in given)
        case Datatype.NUMBER:
            _degrees(name, given[0])
        case Datatype.DATETIME:
            moment(door, name, given[0])
        case Datatype.STRING | Datatype.TEXT:
            pass
    return given[0]


def _name(sent: Sent) -> str | None:
    """A Chinese name begins with the family's, others end with it."""
    first, last = sent.get("first_name") or "", sent.get("last_name") or ""
    whole = f"{last}{first}" if _CHINESE.search(first + last) else f"{first} {last}"
    return whole.strip() or None


def _phone(sent: Sent) -> str | None:
    """Without the brackets, dots and blanks that people write."""
    said = sent.get("phone")
    return None if said is None else re.sub(r"[().\s\u2010-\u2015]+", "-", said).strip("-") or said
