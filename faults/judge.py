"""What must be nothing after the faults. Each line says out of how many, and what is wrong; `clocks` has those of time.

Called by `play`, which looks again until nothing is wrong or its patience ends: events may still be on their way.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

from faults.department import UNIT
from faults.evidence import Seen

TAKEN = 202
VERBS = {"responded": "respond", "completed": "complete"}
KINDS = {"respond": "responded", "complete": "completed"}
INSTEAD = ("ignored", "note_kept")
"""What may come of a word in place of its effect: the record says why."""


@dataclass(frozen=True)
class Line:
    """One line of the table: `wrong` must be empty."""

    name: str
    of: int
    wrong: tuple[str, ...]


Judge = Callable[[Seen], Line]


def unrecorded(seen: Seen) -> Line:
    """Every accepted report is a case, in Temporal and in SQL."""
    wrong = seen.account.cases.keys() - (seen.cases.keys() & seen.rows.keys())
    return Line("reports accepted without a case", len(seen.account.cases), tuple(wrong))


def uninvited(seen: Seen) -> Line:
    """No report made two cases that go on; one whose sender gave it up, as its key had ended, may have made one."""
    known, reported = seen.cases.keys() | seen.rows.keys(), seen.account.cases.keys()
    unknown = sorted(known - reported - {seen.again[number] for number in reported & seen.again.keys()})
    return Line("cases that nobody reported", len(known), tuple(unknown[seen.account.lapsed :]))


def unclear(seen: Seen) -> Line:
    """A good report is never refused, nobody ever sees a 500, and every question is answered in the end."""
    asker = seen.asker
    wrong = (*seen.account.refused, *asker.broken, *(f"no answer: {path}" for path in asker.unanswered))
    return Line("requests refused, broken or never answered", asker.tries, wrong)


def misrecorded(seen: Seen) -> Line:
    """SQL has what the case itself knows: no event missing, doubled, out of order or different."""
    wrong = []
    for number, case in seen.cases.items():
        stored = seen.stored.get(number, [])
        for own, row in zip_longest(case.events, stored[: len(case.events)]):
            if row is None or own != row["body"]:
                wrong.append(f"{number} of {len(stored)} stored: {own} is {row and row['body']}")
                break
        if [row["seq"] for row in stored] != list(range(1, len(stored) + 1)):
            wrong.append(f"{number}: its events are not numbered 1 to {len(stored)}")
    return Line("cases whose record differs from them", len(seen.cases), tuple(wrong))


def without_effect(seen: Seen) -> Line:
    """Each word that was answered 202 is on record: it had its effect, was kept as a note, or ignored with a reason."""
    taken = [(said.call_id, said.verb) for said in seen.account.said if said.status == TAKEN]
    answered = seen.department.ledger.answered.items()
    taken += [(call_id, VERBS[kind]) for (call_id, kind), status in answered if status == TAKEN]
    done = seen.counted("responded", "completed")
    instead = {number for number, _, _ in seen.of_kind(*INSTEAD)}
    wrong = [
        f"{call_id} {verb}"
        for call_id, verb in taken
        if not done[call_id, KINDS[verb]] and call_id.rpartition(".")[0] not in instead
    ]
    return Line("words taken that are not on record", len(taken), tuple(wrong))


def doubled(seen: Seen) -> Line:
    """No word has two effects, however often it was sent."""
    done = seen.counted("responded", "completed")
    wrong = [f"{call} {kind} {times} times" for (call, kind), times in done.items() if times > 1]
    supplements = dict[str, int]()
    for number, _, _ in seen.of_kind("supplemented"):
        supplements[number] = supplements.get(number, 0) + 1
    for number, told in seen.account.supplements.items():
        kept = supplements.get(number, 0) + supplements.get(seen.again.get(number, ""), 0)
        if kept != told:
            wrong.append(f"{number} supplemented {kept} times, {told} taken")
    return Line("words with another number of effects", done.total() + len(supplements), tuple(wrong))


def delivered_wrongly(seen: Seen) -> Line:
    """Each call of the department took effect there once, and one key never meant two things."""
    calls = {row["call_id"]: row for row in seen.calls if row["unit"] == UNIT}
    ledger = seen.department.ledger
    wrong = [
        f"{call_id} took effect {times} times" for call_id, times in ledger.effects.items() if times != 1
    ]
    wrong += [f"{call_id} took effect, and is no call" for call_id in ledger.effects.keys() - calls.keys()]
    wrong += [f"{key} came with two bodies" for key in ledger.differing]
    missing = calls.keys() - ledger.effects.keys()
    wrong += [f"{call} never took effect" for call in missing if calls[call]["closed_at"] is None]
    return Line("external calls not effective exactly once", len(calls), tuple(wrong))


def shown_wrongly(seen: Seen) -> Line:
    """The row of a case is that of its last event."""
    wrong = [
        f"{number}: its row counts {row['last_seq']} of {len(seen.stored.get(number, []))} events"
        for number, row in seen.rows.items()
        if row["last_seq"] != len(seen.stored.get(number, [])) or not json.loads(row["snapshot"])
    ]
    return Line("rows behind their events", len(seen.rows), tuple(wrong))


LINES: tuple[Judge, ...] = (
    *(unrecorded, uninvited, unclear, misrecorded, shown_wrongly, without_effect, doubled, delivered_wrongly),
)
