"""`make storms`: too much at once, three ways. Each is bounded in number and time, and says what came of it.

`RECEIPTS`, `DUE`, `RATE` and `SECONDS` change how much.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from demo.signature import HEADER, SECRET, sign
from faults.asking import Asker
from faults.department import UNIT
from faults.evidence import moment
from faults.judge import Line
from faults.load import COMMUNITY, GRID
from faults.system import System, running
from faults.table import quantile, show

MOST_RECEIPTS = 60  # a minute and case
MOST_MEMORY = 1024  # MB
AT_ONCE = 24
EVENING = {"HUYING_STORY_START": "2026-10-12T18:00:00+08:00"}
"""The offices are closed: whatever is reported until the morning is due at one and the same moment."""
NIGHT = 14.5 * 3600  # seconds of the story
NIGHT_LASTS = 110.0  # real seconds
DUE_ITEM = "B0101"  # to be answered within an hour of the office
SENDS = f'[{UNIT}]\nsecret_in = "{SECRET}"\n'
"""The departments file: a department that only sends receipts."""
ADDRESSES = tuple(f"127.0.0.{n}" for n in range(2, 22))
"""People at home: each asks less often than one client may."""
LEAVES_OFF = 2.0
"""Seconds after which somebody's connection is not used again: the door closes an idle one after five."""
TAKEN = 202


@dataclass(frozen=True)
class Storm:
    """What came of one."""

    title: str
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, str], ...]


async def receipts(system: System, number: int = 10_000, seconds: float = 60.0, doors: int = 1) -> Storm:
    """So many receipts to one case within `seconds`, by one door, and its real completion among them.

    The completion is sent until it is taken, by that door alone or by two in turn: each counts for itself.
    """
    asker, status = Asker(system.doors[:doors]), Counter[int]()
    case_no = await _reported(asker, "B0109", "storm")
    call, began, numbers = f"{case_no}.1", time.monotonic(), iter(range(number))
    async with httpx.AsyncClient(base_url=system.doors[0], timeout=30, trust_env=False) as http:

        async def one_after_another() -> None:
            for n in numbers:
                await asyncio.sleep(max(0.0, began + seconds * n / number - time.monotonic()))
                status[await _receipt(http, call, n)] += 1

        storm = asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        await asyncio.sleep(seconds / 4)
        taken = await _completed(asker, call)
        completed_after = time.monotonic() - began
        await storm
    took = time.monotonic() - began
    query = f"SELECT seq FROM events WHERE kind = 'completed' AND case_no = '{case_no}'"
    recorded = await _rows(system, query, 1)
    await asker.close()
    allowed = MOST_RECEIPTS * (int(took // 60) + 1)
    return Storm(
        f"{number} receipts to one case in {took:.0f} s",
        (
            Line("completions lost", 1, () if taken == TAKEN and len(recorded) == 1 else (call,)),
            Line("receipts taken beyond 60 a minute", number, ("",) * max(0, status[TAKEN] - allowed)),
            Line("answers other than 202, 429, and 409 once done", number, _others(status, TAKEN, 429, 409)),
            _memory(system),
        ),
        (("answers", _said(status)), ("completion taken after", f"{completed_after:.1f} s")),
    )


async def due_at_once(system: System, number: int = 1000) -> Storm:
    """So many cases, reported while the offices are closed: all due in the same second of the next day."""
    asker = Asker(system.doors)
    await _many(number, lambda n: _reported(asker, DUE_ITEM, f"due-{n}"))
    await asker.close()
    query = f"SELECT case_no, respond_by FROM calls WHERE item = '{DUE_ITEM}' AND n = 1"
    moments = Counter(str(row["respond_by"]) for row in await _rows(system, query, number))
    due, together = moments.most_common(1)[0]
    of_them = f"case_no IN (SELECT case_no FROM calls WHERE n = 1 AND respond_by = '{due}')"
    missed = f"SELECT recorded_at FROM events WHERE kind = 'breached' AND call_n = 1 AND {of_them}"
    # A call that nobody answers has one breach by its first deadline, and the next one hours later.
    breached = await _rows(system, f"{missed} ORDER BY recorded_at LIMIT {together}", together)
    began = system.when(moment(due))
    late = [moment(row["recorded_at"]).timestamp() - began for row in breached]
    figures = " / ".join(f"{quantile(late, share):.2f}" for share in (0.5, 0.99, 1.0))
    return Storm(
        f"{together} of {number} cases due in the same second",
        (Line("breaches missing", together, ("",) * (together - len(breached))), _memory(system)),
        (("seconds from the deadline to the record, p50 / p99 / max", figures),),
    )


async def reports(system: System, rate: float = 50.0, seconds: float = 300.0) -> Storm:
    """So many reports a second for so long, by many people, each sent once and not waited for."""
    status, took, given = Counter[int](), list[float](), Counter[str]()
    people = [_person(door, address) for door in system.doors for address in ADDRESSES]
    query = "SELECT case_no FROM cases"
    earlier = await asyncio.to_thread(system.store.rows, query)

    async def one(n: int) -> None:
        began = time.monotonic()
        try:
            answer = await people[n % len(people)].post("/api/v1/reports", json=_report("B0102", n))
        except httpx.TransportError:
            status[0] += 1
            return
        status[answer.status_code] += 1
        took.append(time.monotonic() - began)
        if answer.status_code == TAKEN:
            given[answer.json()["case_no"]] += 1

    began = time.monotonic()
    async with asyncio.TaskGroup() as sending:
        for n in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
            sending.create_task(one(n))
    for client in people:
        await client.aclose()
    await _rows(system, query, len(earlier) + len(given))
    lost = await _unrecorded(system, query, given.keys())
    twice = tuple(number for number, times in given.items() if times > 1)
    took.sort()
    return Storm(
        f"{rate:g} reports a second for {seconds:g} s",
        (
            Line("reports accepted and lost", len(given), tuple(lost)),
            Line("numbers given to two reports", given.total(), twice),
            Line("answers other than 202, 429 and 503", status.total(), _others(status, TAKEN, 429, 503)),
            _memory(system),
        ),
        (
            ("answers", _said(status)),
            (
                "ms until answered, p50 / p99",
                f"{1000 * quantile(took, 0.5):.0f} / {1000 * quantile(took, 0.99):.0f}",
            ),
        ),
    )


def _person(door: str, address: str) -> httpx.AsyncClient:
    """Somebody at that address, who has as many connections as it takes."""
    limits = httpx.Limits(max_connections=None, keepalive_expiry=LEAVES_OFF)
    transport = httpx.AsyncHTTPTransport(local_address=address, limits=limits)
    return httpx.AsyncClient(base_url=door, timeout=30, transport=transport)


async def _reported(asker: Asker, item: str, key: str) -> str:
    answer = await asker.post("/reports", _report(item, key), key)
    return str(answer.raise_for_status().json()["case_no"])


def _report(item: str, what: object) -> dict[str, Any]:
    return {
        "description": f"第 {what} 处",
        "item": item,
        "community": COMMUNITY,
        "grid": GRID,
        "reporter": {"kind": "resident", "phone": "13800000001"},
    }


async def _receipt(http: httpx.AsyncClient, call: str, n: int) -> int:
    body = {"receipt_id": f"{call}-{n}", "call_id": call, "type": "progress", "at": _now(), "note": "在办"}
    content, headers = _signed(body)
    path = f"/api/v1/departments/{UNIT}/receipts"
    return (await http.post(path, content=content, headers=headers)).status_code


async def _completed(asker: Asker, call: str) -> int:
    body = {"receipt_id": f"{call}-done", "call_id": call, "type": "completed", "at": _now()}
    content, _ = _signed(body | {"result": "solved", "reply": "已办结"})

    def headers() -> dict[str, str]:
        return _headers(content)

    answer = await asker.ask("POST", f"/departments/{UNIT}/receipts", headers=headers, content=content)
    return answer.status_code


def _signed(body: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    content = json.dumps(body, ensure_ascii=False).encode()
    return content, _headers(content)


def _headers(content: bytes) -> dict[str, str]:
    return {"Content-Type": "application/json", HEADER: sign(content, int(time.time()))}


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


async def _many(number: int, one: Callable[[int], Awaitable[object]]) -> None:
    numbers = iter(range(number))

    async def some() -> None:
        for n in numbers:
            await one(n)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


async def _rows(system: System, query: str, number: int, within: float = 300.0) -> Sequence[dict[str, Any]]:
    """What the query finds once it finds so many rows, or all that it has found by then."""
    ends = time.monotonic() + within
    while len(rows := await asyncio.to_thread(system.store.rows, query)) < number:
        if time.monotonic() > ends:
            break
        await asyncio.sleep(0.5)
    return rows


async def _unrecorded(system: System, query: str, given: Iterable[str], within: float = 120.0) -> set[str]:
    """What of these numbers is no case in the end: some were spooled, and begin last."""
    ends = time.monotonic() + within
    while lost := set(given) - {row["case_no"] for row in await asyncio.to_thread(system.store.rows, query)}:
        if time.monotonic() > ends:
            break
        await asyncio.sleep(0.5)
    return lost


def _memory(system: System) -> Line:
    """No process of ours grew to a gigabyte."""
    peaks = {name: kept.peak for name, kept in system.kept.items() if name != "temporal"}
    said = ", ".join(f"{name} {peak}" for name, peak in peaks.items())
    wrong = tuple(f"{name}: {peak} MB" for name, peak in peaks.items() if peak >= MOST_MEMORY)
    return Line(f"over 1 GB (MB: {said})", len(peaks), wrong)


def _others(status: Counter[int], *known: int) -> tuple[str, ...]:
    return tuple(str(code) for code, times in status.items() if code not in known for _ in range(times))


def _said(status: Counter[int]) -> str:
    return ", ".join(f"{code or 'none'}: {times:,}" for code, times in sorted(status.items()))


def _asked(name: str, otherwise: int) -> int:
    return int(os.environ.get(name) or otherwise)


async def main() -> int:
    """Exit status 1 where any line of any storm is not zero."""
    came = []
    async with running("sqlite", 0.05, SENDS) as system:
        came.append(await receipts(system, _asked("RECEIPTS", 10_000)))
    async with running("sqlite", NIGHT_LASTS / NIGHT, **EVENING) as system:
        came.append(await due_at_once(system, _asked("DUE", 1000)))
    async with running("sqlite", 1.0, HUYING_DEMO="0") as system:
        came.append(await reports(system, _asked("RATE", 50), _asked("SECONDS", 300)))
    well = [show(storm.title, storm.lines, storm.notes) for storm in came]
    return 0 if all(well) else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
