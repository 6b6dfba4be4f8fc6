"""A row judged, made and opened: what writing, importing and the steps share. Knows no request."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.entitled import unsealed_now
from domain.label import Label
from domain.masking import masked_numbers
from domain.people import Actor
from domain.registers.reading import Fault, Known, differences, read_values
from domain.registers.register import MOST_ROWS, Kind, Register, Value, Values
from readmodel.register_tables import RegisterChangeRow, RegisterRow
from readmodel.registers import Asked, count_rows, keep, titles

Change = tuple[str, Value | None, Value | None]


@dataclass(frozen=True)
class Made:
    """A row as it becomes, with its change; what is personal left out of `changes`."""

    row: RegisterRow
    change: RegisterChangeRow


@dataclass(frozen=True)
class Act:
    """Who does what to rows, when (story time, UTC), and why."""

    by: Actor
    at: datetime
    what: str
    note: str = ""


async def known(door: Door, session: AsyncSession, register: Register) -> Known:
    """What a row of this register may name, by code or key and by name; a name that several have names none."""
    named = {code: code for code in door.city.communities}
    named |= {one.name_zh: one.code for one in door.city.communities.values()}
    links: dict[str, dict[str, str]] = {}
    for other, rows in (await titles(session, register.links)).items():
        seen: dict[str, list[str]] = {}
        for key, title in rows.items():
            seen.setdefault(title, []).append(key)
        links[other] = {title: keys[0] for title, keys in seen.items() if len(keys) == 1}
        links[other] |= {key: key for key in rows}
    return Known(named, links)


def judged(
    register: Register, sent: Mapping[str, object], before: Values, known: Known, *, steps: bool
) -> tuple[Values, list[Fault]]:
    """The values that a row gets, and what is wrong. Without `steps`, what steps set can't be sent otherwise."""
    fixed = {one.name: before.get(one.name, one.first) for one in register.fields if one.by_steps}
    values, faults = read_values(register, {**fixed, **sent}, known)
    firsts = {one.name: one.first for one in register.fields if one.first and one.name not in values}
    values = {**values, **firsts}
    if not steps:
        said = Label("由认领、跟进、评价填写", "is set by claiming, following up and rating")
        faults += [
            Fault(name, one.label, said)
            for name, value in fixed.items()
            if (one := register.field(name)) and values.get(name, "") != value and name in sent
        ]
    return values, faults


def made(
    door: Door, register: Register, key: str, values: Values, before: RegisterRow | None, act: Act
) -> Made | None:
    """The row with these values, sealed where that is needed; None where nothing changes. Waits for a disk."""
    was = {} if before is None or before.removed else whole(door, register, before)
    personal = {one.name for one in register.fields if one.personal}
    found = list(differences(was, values))
    if was and not found:
        return None
    own = {name: value for name, value in values.items() if name in personal}
    open_ = {name: value for name, value in values.items() if name not in personal}
    edition = before.edition + 1 if before else 1
    title = str(values.get(register.title, key))
    row = RegisterRow(
        code=register.code,
        key=key,
        title=title,
        community=str(values["community"]) if "community" in values else None,
        words="\n".join((key, title, *_words(register, open_))).lower(),
        body=open_,
        sealed=door.vault.seal(seal_name(register), dict(own)) if own else None,
        edition=edition,
        changed_at=act.at,
        changed_by=act.by.account,
        unit=act.by.unit,
    )
    changes: list[Change] = [(n, None, None) if n in personal else (n, a, b) for n, a, b in found]
    return Made(row, changed(row, act, changes))


def changed(row: RegisterRow, act: Act, changes: list[Change]) -> RegisterChangeRow:
    """What is kept of a change of a row."""
    return RegisterChangeRow(
        code=row.code,
        key=row.key,
        edition=row.edition,
        at=act.at,
        account=act.by.account,
        unit=act.by.unit,
        what=act.what,
        changes=[list(one) for one in changes],
        note=masked_numbers(act.note),
    )


def whole(door: Door, register: Register, row: RegisterRow) -> dict[str, Any]:
    """All values of a row, what is personal opened. Waits for a disk."""
    return row.body | (unsealed_now(door)(seal_name(register), row.sealed) if row.sealed else {})


def seal_name(register: Register) -> str:
    """Name of the vault's key of a register: erased, all that is personal in it is unreadable."""
    return f"registers-{register.code}"


async def kept(session: AsyncSession, register: Register, found: list[Made], new: int) -> None:
    """Keep them all. Raises 409 for a register that is full, and where somebody else was faster."""
    if new and await count_rows(session, Asked(register.code)) + new > MOST_ROWS:
        raise errors.forbidden(
            "full", f"一个台账最多 {MOST_ROWS} 行", f"A register has at most {MOST_ROWS} rows."
        )
    try:
        await keep(session, [one.row for one in found], [one.change for one in found])
    except IntegrityError as error:
        raise overtaken() from error


def overtaken() -> errors.Problem:
    """409: it is not what it was when it was read."""
    return errors.forbidden(
        "overtaken", "别人刚改过这一行，请刷新后再改", "Somebody changed it meanwhile: read it again."
    )


def _words(register: Register, values: Values) -> list[str]:
    """What a search finds: values as people read them."""
    found = []
    for name, value in values.items():
        one = register.field(name)
        found.append(str(one.choices.get(str(value), value) if one and one.kind is Kind.CHOICE else value))
    return found
