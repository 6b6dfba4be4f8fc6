"""Rows entered, changed and removed, one at a time. Used by the API and by pages."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from api import errors
from api.door import Door
from api.reading import written
from api.registers.entitled import may_write, refuse_writing
from api.registers.rows import Act, changed, judged, kept, known, made, overtaken, whole
from domain.people import Actor
from domain.registers.declared import REGISTERS
from domain.registers.reading import Fault, read_key
from domain.registers.register import Kind, Register, Values
from readmodel.register_tables import RegisterRow
from readmodel.registers import get_row, keep, last_number, named_by


async def put(
    door: Door, by: Actor, register: Register, key: str | None, sent: Mapping[str, object], edition: int
) -> RegisterRow:
    """The row as it is now; without a key it gets the next number. Raises 403, 409, 422."""
    named = read_key(key) if key is not None else None
    if key is not None and named is None:
        raise bad_key()

    async def work(session: AsyncSession) -> RegisterRow:
        own = named or await next_key(session, register)
        before = await get_row(session, register.code, own)
        there = before is not None and not before.removed
        if edition != (before.edition if before and there else 0):
            raise overtaken()
        was: Values = await door.in_thread(whole, door, register, before) if before and there else {}
        if there and not may_write(door, by, register, before.community if before else None):
            raise refuse_writing(door, register)
        values, faults = judged(register, sent, was, await known(door, session, register), steps=False)
        if faults:
            raise faulty(faults)
        if not may_write(door, by, register, str(values.get("community", "")) or None):
            raise refuse_writing(door, register)
        act = Act(by, door.now(), "changed" if there else "added")
        found = await door.in_thread(made, door, register, own, values, before, act)
        if found is not None:
            await kept(session, register, [found], new=not there)
        row = found.row if found else before
        assert row is not None, "a row that changes nothing was there"
        return row

    return await written(door, work)


async def remove(door: Door, by: Actor, register: Register, key: str, edition: int, note: str) -> None:
    """The row is gone from lists and figures; its history stays. Raises 403, 404, 409."""

    async def work(session: AsyncSession) -> None:
        row = await there_is(session, register, key)
        if not may_write(door, by, register, row.community):
            raise refuse_writing(door, register)
        if row.edition != edition:
            raise overtaken()
        links = [
            (r.code, f.name)
            for r in REGISTERS
            for f in r.fields
            if f.kind is Kind.LINK and f.to == register.code
        ]
        named = await named_by(session, links, key)
        if named is not None:
            label = next(one.label for one in REGISTERS if one.code == named)
            raise errors.forbidden(
                "named", f"“{label}”里还有记录引用它，不能删除", f"A row of {label.en} names it: it can't go."
            )
        gone = RegisterRow(**row.model_dump() | {
            "edition": row.edition + 1, "removed": True, "sealed": None, "changed_at": door.now(),
            "changed_by": by.account, "unit": by.unit,
        })  # fmt: skip
        await keep(session, [gone], [changed(gone, Act(by, door.now(), "removed", note), [])])

    await written(door, work)


async def there_is(session: AsyncSession, register: Register, key: str) -> RegisterRow:
    """The row of that key. Raises 404."""
    row = await get_row(session, register.code, key)
    if row is None or row.removed:
        raise errors.unknown(f"“{register.label}”里没有 {key[:32]}", "There is no such row.")
    return row


async def next_key(session: AsyncSession, register: Register) -> str:
    """The number after the last that was given out."""
    return f"{register.prefix}-{await last_number(session, register.code, register.prefix) + 1:04}"


def faulty(faults: list[Fault]) -> errors.Problem:
    """422: every field that is not as it must be."""
    found = [
        {"where": one.field, "what": f"{one.label}：{one.what}", "what_en": f"{one.label.en}: {one.what.en}"}
        for one in faults[:20]
    ]
    said = "；".join(one["what"] for one in found[:5])
    return errors.Problem(
        422, "malformed", "内容有误", said, "; ".join(one["what_en"] for one in found[:5]), errors=found
    )


def bad_key() -> errors.Problem:
    """422."""
    return errors.malformed(
        "key",
        "编号只能用大写字母、数字和连字符，最多 32 位",
        "a number is capital letters, digits and hyphens, at most 32",
    )
