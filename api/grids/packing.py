"""An approved redraw as files of a pack: communities, editions, figures. Pure; used by `api.grids.redraws`."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import date

from domain.grids import Split
from domain.policy import City

COMMUNITIES, EDITIONS, POLICY = "communities.csv", "grid_editions.csv", "policy.toml"
HEADING = ("edition", "valid_from", "community", "grids", "source")
FIRST = "first", date(1970, 1, 1)
"""Name and day of the edition before, in a pack that said nothing of editions."""
_FIGURE = r"(?m)^({}\s*=\s*)\d+"


def redrawn(
    city: City, files: Mapping[str, bytes], splits: tuple[Split, ...], name: str, valid_from: date
) -> dict[str, bytes]:
    """The files that change, whole."""
    after = {split.community: split.after for split in splits}
    return {
        COMMUNITIES: _communities(files[COMMUNITIES], after),
        EDITIONS: _editions(city, files.get(EDITIONS), after, name, valid_from),
        POLICY: _figures(files[POLICY], sum(split.before for split in splits), sum(after.values())),
    }


def _communities(content: bytes, after: Mapping[str, int]) -> bytes:
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    rows = [{**row, "grids": str(after.get(row["code"], row["grids"]))} for row in reader]
    return _table(tuple(reader.fieldnames or ()), [tuple(row.values()) for row in rows])


def _editions(
    city: City, content: bytes | None, after: Mapping[str, int], name: str, valid_from: date
) -> bytes:
    if content is None:
        first = [
            (FIRST[0], FIRST[1].isoformat(), c.code, str(c.grids), "") for c in city.communities.values()
        ]
        known = _table(HEADING, first)
    else:
        known = content
    rows = list(csv.reader(io.StringIO(known.decode("utf-8-sig"), newline="")))
    heading, kept = rows[0], [tuple(row) for row in rows[1:] if row]
    new = [
        tuple(_cell(column, name, valid_from, code, number) for column in heading)
        for code, number in after.items()
    ]
    return _table(tuple(heading), kept + new)


def _cell(column: str, name: str, valid_from: date, code: str, number: int) -> str:
    said = {"edition": name, "valid_from": valid_from.isoformat(), "community": code, "grids": str(number)}
    return said.get(column, "redrawn by households" if column == "source" else "")


def _figures(content: bytes, before: int, after: int) -> bytes:
    text = content.decode("utf-8-sig")
    for figure, number in (("grids", after), ("grid_chiefs", after), ("grids_before", before)):
        text = re.sub(_FIGURE.format(figure), rf"\g<1>{number}", text)
    return text.encode()


def _table(heading: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([heading, *rows])
    return out.getvalue().encode()
