"""The questions that go with items, out of `attributes.csv`: for one item, or for all of a class.

The file may be missing: then nothing is asked but the words.
"""

import re
from pathlib import Path

from domain.attributes import LISTS, Attribute, Datatype
from domain.catalogue import Item
from infra.pack.faults import Faults
from infra.pack.rows import Row, one_of, table, yes

FILE = "attributes.csv"
COLUMNS = ("for", "code", "datatype", "required", "question", "hint", "values")
_CODE = re.compile(r"[A-Za-z0-9_]{1,40}")


def attributes(folder: Path, items: dict[str, Item], faults: Faults) -> dict[str, tuple[Attribute, ...]]:
    """The questions of each item that has some, in the order of the file."""
    if not (folder / FILE).exists():
        return {}
    asked: dict[str, tuple[Attribute, ...]] = {}
    for row in table(folder, FILE, COLUMNS, faults):
        attribute, about = _attribute(row), row.needed("for")
        of = [code for code, item in items.items() if about in (code, item.class_zh)]
        if not of:
            row.fault(f"for: there is no item and no class {about}")
        for code in of:
            if any(known.code == attribute.code for known in asked.get(code, ())):
                row.fault(f"code: {code} has {attribute.code} already")
            asked[code] = (*asked.get(code, ()), attribute)
    return asked


def _attribute(row: Row) -> Attribute:
    datatype = row.read("datatype", one_of(Datatype), Datatype.STRING)
    values = _values(row)
    if (datatype in LISTS) != bool(values):
        row.fault(
            f"values: must be written for the lists alone, as key=words|key=words; this is a {datatype}"
        )
    if not _CODE.fullmatch(row.needed("code")):
        row.fault("code: must be letters, digits and _")
    return Attribute(
        code=row.text("code"),
        datatype=datatype,
        required=row.read("required", yes, False),
        question=row.needed("question"),
        hint=row.text("hint"),
        values=values,
    )


def _values(row: Row) -> dict[str, str]:
    values: dict[str, str] = {}
    for written in filter(None, row.text("values").split("|")):
        key, equals, words = written.strip().partition("=")
        if not (key and equals and words) or key in values:
            row.fault(f"values: {written!r} is not key=words, each key once")
        values[key] = words
    return values
