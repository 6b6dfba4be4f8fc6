"""Matters' events against themselves, as cases' are checked: each digest, each link, and their rows' count."""

from collections.abc import AsyncIterator, Iterator

from domain.chain import digest_of, link
from keeping.differences import Difference, Tally, at
from readmodel.database import Database
from readmodel.whole_record import StoredMatter, matter_events, matters_that_disagree


async def check_matters(database: Database, tally: Tally) -> AsyncIterator[Difference]:
    """Every event of every matter, then their rows by how many events they count."""
    last: StoredMatter | None = None
    async for rows in matter_events(database):
        for row in rows:
            before = last if last is not None and last.matter_no == row.matter_no else None
            for difference in _after(row, before):
                yield difference
            tally.matters += before is None
            last = row
    async with database.session() as session:
        disagreeing = await matters_that_disagree(session)
    for number, counted, stored in disagreeing:
        yield Difference(number, f"its row counts {counted} events, and {stored} are stored")


def _after(row: StoredMatter, before: StoredMatter | None) -> Iterator[Difference]:
    seq, chain = (before.seq, before.chain) if before else (0, row.matter_no)
    for missing in range(seq + 1, row.seq):
        yield at(row.matter_no, missing, "is missing")
    if row.seq == seq + 1 and link(chain, row.digest) != row.chain:
        yield at(row.matter_no, row.seq, "does not follow on the one before")
    if digest_of(row.body) != row.digest:
        yield at(row.matter_no, row.seq, "its text is not that of its digest")
