"""What must be nothing of time: deadlines slept through, escalations missing, breaches of those who were in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from faults.evidence import Seen, moment
from faults.judge import KINDS, TAKEN, Judge, Line

SLACK = 5.0  # real seconds after a deadline by when something must have come of it
TOP = "city"


def armed_wrongly(seen: Seen) -> Line:
    """An open case has exactly one timer and a deadline, a closed one none."""
    wrong = []
    for number, case in seen.cases.items():
        row = seen.rows.get(number)
        if case.failed or row is None:
            wrong.append(f"{number} {case.failed or 'has no row'}")
        elif case.running and (case.timers != 1 or row["due_at"] is None):
            wrong.append(f"{number} has {case.timers} timers and is due {row['due_at']}")
        elif not case.running and (row["phase"] != "closed" or row["due_at"] is not None):
            wrong.append(f"{number} ended, and its row is {row['phase']}, due {row['due_at']}")
    return Line("cases without exactly one deadline", len(seen.cases), tuple(wrong))


def slept(seen: Seen) -> Line:
    """Every deadline that passed was followed by its breach."""
    late = seen.system.story() - timedelta(seconds=SLACK / seen.system.scale)
    wrong = []
    for row in seen.calls:
        if row["closed_at"] is not None or row["completed_at"] is not None or row["stopped"]:
            continue
        if row["responded_at"] is None and not row["breached_respond"] and moment(row["respond_by"]) < late:
            wrong.append(f"{row['call_id']} should have responded by {row['respond_by']}")
        if not row["breached_resolve"] and moment(row["resolve_by"]) < late:
            wrong.append(f"{row['call_id']} should have resolved by {row['resolve_by']}")
    overdue = [task for task in seen.tasks if moment(task["due_at"]) < late]
    wrong += [f"{task['case_no']}: {task['kind']} was due {task['due_at']}" for task in overdue]
    return Line("deadlines slept through", len(seen.calls) + len(seen.tasks), tuple(wrong))


def unescalated(seen: Seen) -> Line:
    """A lead that missed its limit called its next rung, once, unless a higher one was at work already."""
    up = seen.counted("escalated")
    rungs = {row["call_id"]: row for row in seen.calls if row["role"] == "lead"}
    top = dict[str, int]()
    for row in rungs.values():
        top[row["case_no"]] = max(top.get(row["case_no"], 0), row["n"])
    wrong = [f"{call} called its next rung {times} times" for (call, _), times in up.items() if times > 1]
    missed = [
        call for (call, _) in seen.counted("breached") if call in rungs and rungs[call]["breached_resolve"]
    ]
    for call in missed:
        row = rungs[call]
        if not up[call, "escalated"] and row["tier"] != TOP and row["n"] == top[row["case_no"]]:
            wrong.append(f"{call} missed its limit and called nobody")
    return Line("escalations missing or doubled", up.total(), tuple(wrong))


def breached_in_time(seen: Seen) -> Line:
    """Whoever had an answer before the deadline, by the outside world's clock, has no breach."""
    at = {(s.call_id, KINDS[s.verb]): s.at for s in seen.account.said if s.status == TAKEN}
    ledger = seen.department.ledger
    at |= {key: ledger.answered_at[key] for key, status in ledger.answered.items() if status == TAKEN}
    clocks = {"respond": ("responded", "completed"), "resolve": ("completed",)}
    wrong = []
    for number, _, body in seen.of_kind("breached"):
        call_id, due = f"{number}.{body['call']}", moment(body["due_at"])
        for kind in clocks[body["clock"]]:
            if (call_id, kind) in at and seen.system.story(at[call_id, kind]) < due:
                wrong.append(f"{call_id} {kind} before {due.isoformat()}, and has a breach")
    return Line("breaches of units that were in time", len(at), tuple(wrong))


def lateness(seen: Seen) -> list[float]:
    """Real seconds from each missed deadline to the call of the next rung, by the case's own clock."""
    found = []
    for number, place, body in seen.of_kind("escalated"):
        due = _missed(seen, number, place, body["call"])
        called = next(
            (e["body"]["call"] for e in seen.events[number][place:] if e["body"]["kind"] == "called"), None
        )
        if due is not None and called is not None:
            late = moment(called["dispatched_at"]) - due
            found.append(seen.system.real(late))
    return sorted(found)


def _missed(seen: Seen, number: str, place: int, call: int) -> datetime | None:
    """The last deadline of that call that was missed before that place."""
    before: Sequence[dict[str, object]] = [e["body"] for e in seen.events[number][:place]]
    missed = [b for b in before if b["kind"] in ("breached", "response_missed_again") and b["call"] == call]
    return moment(str(missed[-1]["due_at"])) if missed else None


LINES: tuple[Judge, ...] = (armed_wrongly, slept, unescalated, breached_in_time)
