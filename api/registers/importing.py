"""A table of rows: what each line would become, and then all of it or nothing. Used by the API and by pages.

Columns that the table lacks stay as they are, so that what was exported can be changed and sent back.
"""

from dataclasses import dataclass, field

from api import errors
from api.door import Door
from api.reading import unhindered
from api.referrals.sheets import Line, lines_of
from api.registers.entitled import keeps, may_add, may_write, refuse_writing
from api.registers.rows import Act, Made, judged, kept, known, made, whole
from api.schemas.registers import Imported, ImportFault, ImportLine
from domain.label import Label
from domain.people import Actor
from domain.registers.reading import Known, missing, read_heading, read_key
from domain.registers.register import KEY, Register, Values
from readmodel.register_tables import RegisterRow
from readmodel.registers import get_rows

PATIENCE = 30.0
"""Seconds that a whole table may take."""
MOST_LINES, MOST_FAULTS = 200, 50
"""That an answer shows."""


@dataclass
class _Taken:
    """What came of the lines so far."""

    made: list[Made] = field(default_factory=list)
    lines: list[ImportLine] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    new: int = 0
    same: int = 0


@dataclass(frozen=True)
class _Table:
    """A table that was read: whose, into what, and what is there already."""

    register: Register
    places: dict[str, int]
    lines: list[Line]
    before: dict[str, RegisterRow]
    known: Known
    act: Act


async def take(door: Door, by: Actor, register: Register, content: bytes, *, preview: bool) -> Imported:
    """What the table does, or would. Raises 403, 409, 413, 422, 503."""
    if not may_add(door, by, register):
        raise refuse_writing(door, register)
    heading, *lines = await door.in_thread(lines_of, content)
    places = read_heading(register, heading.cells)
    lacking = missing(register, places)
    if lacking:
        raise errors.malformed(
            "file", f"缺列：{'、'.join(lacking)}", f"missing columns: {', '.join(one.en for one in lacking)}"
        )
    keys = [key for line in lines if (key := read_key(_cell(line, places["key"])))]

    async def work() -> _Taken:
        async with door.database.session(writing=not preview) as session:
            before, names = await get_rows(session, register.code, keys), await known(door, session, register)
            table = _Table(register, places, lines, before, names, Act(by, door.now(), "imported"))
            taken = await door.in_thread(_judge, door, table)
            if not preview and not taken.faults:
                await kept(session, register, taken.made, taken.new)
            return taken

    return _said(await unhindered(work(), PATIENCE), preview=preview)


def template(register: Register) -> list[str]:
    """The heading of an empty table."""
    return [KEY, *(one.label for one in register.fields if not one.by_steps)]


def _judge(door: Door, table: _Table) -> _Taken:
    taken, seen = _Taken(), set[str]()
    for line in table.lines:
        key = read_key(_cell(line, table.places["key"]))
        if key is None or key in seen:
            wrong = (
                Label("编号重复", "this number stands here twice")
                if key
                else Label("编号须为大写字母、数字和连字符", "must be capital letters, digits, hyphens")
            )
            taken.faults.append(_fault(line, key, KEY, wrong))
            continue
        seen.add(key)
        _judge_line(door, table, line, key, taken)
    return taken


def _judge_line(door: Door, table: _Table, line: Line, key: str, taken: _Taken) -> None:
    register, by = table.register, table.act.by
    row = table.before.get(key)
    before = row if row is not None and not row.removed else None
    was: Values = whole(door, register, before) if before else {}
    own = {name: _cell(line, at) for name, at in table.places.items() if name != "key"}
    values, faults = judged(register, {**was, **own}, was, table.known, steps=keeps(door, by, register))
    taken.faults += [_fault(line, key, one.label, one.what) for one in faults]
    communities = {before.community if before else None, str(values.get("community", "")) or None}
    if not all(
        may_write(door, by, register, one) for one in communities - ({None} if before is None else set())
    ):
        said = refuse_writing(door, register)
        taken.faults.append(_fault(line, key, KEY, Label(str(said.detail), said.detail_en)))
        return
    if faults:
        return
    found = made(door, register, key, values, row, table.act)
    if found is None:
        taken.same += 1
        return
    taken.new += before is None
    taken.made.append(found)
    if len(taken.lines) < MOST_LINES:
        taken.lines.append(_line(line, found, before is None))


def _line(line: Line, found: Made, new: bool) -> ImportLine:
    return ImportLine(
        line=line.number,
        key=found.row.key,
        title=found.row.title,
        becomes="added" if new else "changed",
        changes=() if new else tuple((one[0], one[1], one[2]) for one in found.change.changes),
    )


def _fault(line: Line, key: str | None, column: Label, what: Label) -> ImportFault:
    return ImportFault(line=line.number, key=key, column=column, what=what, what_en=what.en)


def _cell(line: Line, at: int) -> str:
    return line.cells[at] if at < len(line.cells) else ""


def _said(taken: _Taken, *, preview: bool) -> Imported:
    return Imported(
        preview=preview,
        added=taken.new,
        changed=len(taken.made) - taken.new,
        same=taken.same,
        lines=tuple(taken.lines),
        faults=tuple(taken.faults[:MOST_FAULTS]),
        faults_in_all=len(taken.faults),
    )
