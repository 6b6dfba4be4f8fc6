"""What somebody writes into a row, judged: from a form, from JSON, from a line of a table. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.label import Label
from domain.masking import masked_numbers
from domain.registers.register import (
    KEY,
    LARGEST_NUMBER,
    LONGEST_NOTE,
    LONGEST_TEXT,
    Field,
    Kind,
    Register,
    Value,
    Values,
)

KEY_FORM = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SERIAL = re.compile(r"[34567]\d{4}")
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


@dataclass(frozen=True)
class Known:
    """What a row may name: communities by code and by name; of each other register its keys and titles, to the key."""

    communities: Mapping[str, str]
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field."""

    field: str
    label: Label
    what: Label


def read_key(text: str) -> str | None:
    """A row's number as we keep it, in capitals; None where it is none."""
    key = text.strip().upper()
    return key if KEY_FORM.fullmatch(key) else None


def read_values(register: Register, sent: Mapping[str, object], known: Known) -> tuple[Values, list[Fault]]:
    """The values of a whole row, and everything that is wrong with it. What is not sent is empty."""
    values: dict[str, Value] = {}
    faults = [
        Fault(name, Label(name, name), Label("没有这一列", "there is no such field"))
        for name in sent.keys() - {one.name for one in register.fields}
    ]
    for one in register.fields:
        found = sent.get(one.name)
        text = "" if found is None else str(found).strip()
        if not text:
            if one.required:
                faults.append(Fault(one.name, one.label, Label("必须填写", "is needed")))
            continue
        read = _read(one, text, known)
        if isinstance(read, Label):
            faults.append(Fault(one.name, one.label, read))
        else:
            values[one.name] = read
    return values, faults


def read_heading(register: Register, cells: tuple[str, ...]) -> dict[str, int]:
    """Which column holds which field (`key` for the number), by its name in either language; others are passed over."""
    called = {KEY: "key", KEY.en: "key", "序号": "key", "key": "key"}
    for one in register.fields:
        called |= {one.label: one.name, one.label.en: one.name, one.name: one.name}
    places: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = called.get(cell.strip().strip("*＊"))
        if name is not None:
            places.setdefault(name, at)
    return places


def missing(register: Register, places: Mapping[str, int]) -> list[Label]:
    """The columns that a table needs and lacks."""
    needed = [KEY] if "key" not in places else []
    return needed + [one.label for one in register.fields if one.required and one.name not in places]


def _read(one: Field, text: str, known: Known) -> Value | Label:
    """The value; or what is wrong."""
    match one.kind:
        case Kind.TEXT | Kind.NOTE:
            return _text(one, text)
        case Kind.NUMBER:
            return _number(text)
        case Kind.DAY:
            return _day(text)
        case Kind.CHOICE:
            named: dict[str, str] = {label: code for code, label in one.choices.items()}
            named |= {label.en: code for code, label in one.choices.items()}
            code = text if text in one.choices else named.get(text)
            return code if code is not None else _not_one_of(one)
        case Kind.COMMUNITY:
            return known.communities.get(text) or Label("没有这个社区", "there is no such community")
        case Kind.LINK:
            linked = known.links.get(one.to, {})
            unknown = Label(f"台账里没有“{text[:40]}”", f"no row is called {text[:40]!r}")
            return linked.get(text) or linked.get(text.upper()) or unknown


def _text(one: Field, text: str) -> Value | Label:
    """As it was written; numbers of people are masked in what is not sealed."""
    most = LONGEST_TEXT if one.kind is Kind.TEXT else LONGEST_NOTE
    if len(text) > most:
        return Label(f"最多 {most} 字", f"is at most {most} characters")
    if _ID_NUMBER.search(text):
        return Label("不要填写身份证号", "must not hold a number of an identity card")
    plain = text.replace("\r\n", "\n")
    return plain if one.personal else masked_numbers(plain)


def _number(text: str) -> Value | Label:
    plain = text.removesuffix(".0")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        return Label("须为整数", "must be a whole number")
    if int(plain) > LARGEST_NUMBER:
        return Label(f"不能超过 {LARGEST_NUMBER}", f"is at most {LARGEST_NUMBER}")
    return int(plain)


def _day(text: str) -> Value | Label:
    wrong = Label("须为 2026-10-01 这样的日期", "must be a day like 2026-10-01")
    if _SERIAL.fullmatch(text.removesuffix(".0")):  # as a workbook keeps a day
        return (_EXCEL_DAY_ZERO + timedelta(days=int(text.removesuffix(".0")))).isoformat()
    written = _DAY.fullmatch(text.removesuffix(" 00:00:00"))
    try:
        return date(*(int(part) for part in written.groups())).isoformat() if written else wrong
    except ValueError:
        return wrong


def _not_one_of(one: Field) -> Label:
    zh, en = "、".join(one.choices.values()), ", ".join(label.en for label in one.choices.values())
    return Label(f"须为：{zh}", f"must be one of: {en}")


def differences(was: Values, now: Values) -> Iterator[tuple[str, Value | None, Value | None]]:
    """Every field that differs, as it was and as it is."""
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            yield name, was.get(name), now.get(name)
