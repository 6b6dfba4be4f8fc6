"""`make storms`: too much at once, three ways. Each is bounded in number and time, and says what came of it.

`RECEIPTS`, `DUE`, `RATE` and `SECONDS` change how much.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
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
ADDRESSES = tuple(f"127.0.0.{n}" for n in range(2, 22))
"""People at home: each asks less often than one client may."""
CLEAR = (202, 429, 503)


@dataclass(frozen=True)
class Storm:
    """What came of one."""

    title: str
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, str], ...]


async def receipts(number: int = 10_000, seconds: float = 60.0, *, one_door: bool = True) -> Storm:
    """So many receipts to one case within `seconds`, and its real completion among them.

    With `one_door` the completion has only the door that is being stormed.
    """
    async with running("sqlite", 0.05, f'[{UNIT}]\nsecret_in = "{SECRET}"\n') as system:
        asker = Asker(system.doors[:1] if one_door else system.doors)
        call = f"{await _reported(asker, 'B0109', 'storm')}.1"
        began, status = time.monotonic(), Counter[int]()
        numbers = iter(range(number))
        async with httpx.AsyncClient(base_url=system.doors[0], timeout=30, trust_env=False) as http:

            async def one_after_another() -> None:
                for n in numbers:
                    await asyncio.sleep(max(0.0, began + seconds * n / number - time.monotonic()))
                    status[await _receipt(http, call, n)] += 1

            storm = asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
            completed = await _completed(asker, call)
            await storm
        took = time.monotonic() - began
        events = await _until(system, lambda kinds: "completed" in kinds)
        await asker.close()
        allowed = MOST_RECEIPTS * (int(took // 60) + 1)
        return Storm(
            f"{number} receipts to one case in {took:.0f} s",
            (
                Line("completions lost", 1, () if completed == 202 and "completed" in events else (call,)),
                Line("taken beyond 60 a minute", number, ("",) * max(0, status[202] - allowed)),
                Line("answers other than 202 and 429", number, _others(status, 202, 429)),
                _memory(system),
            ),
            (("answers", _said(status)),),
        )


async def due_at_once(number: int = 1000, seconds: float = 110.0) -> Storm:
    """So many cases, reported in one night of `seconds`, all due in the same second of the next day."""
    async with running("sqlite", seconds / NIGHT, **EVENING) as system:
        asker = Asker(system.doors)
        await _many(number, lambda n: _reported(asker, "B0102", f"due-{n}"))
        rows = await _rows(system, "SELECT respond_by FROM calls", number)
        moments = Counter(str(row["respond_by"]) for row in rows)
        due, together = moments.most_common(1)[0]
        query = "SELECT DISTINCT case_no, recorded_at FROM events WHERE kind = 'breached'"
        breached = await _rows(system, query, together)
        ready = system.when(moment(due))
        late = sorted(moment(row["recorded_at"]).timestamp() - ready for row in breached)
        await asker.close()
        figures = " / ".join(f"{quantile(late, share):.2f}" for share in (0.5, 0.99, 1.0))
        return Storm(
            f"{together} cases due in the same second",
            (
                Line("not due together", number, ("",) * (number - together)),
                Line(
                    "breaches missing", together, ("",) * (together - len({r["case_no"] for r in breached}))
                ),
                _memory(system),
            ),
            (("seconds from the deadline to the record, p50 / p99 / max", figures),),
        )


async def reports(rate: float = 50.0, seconds: float = 300.0) -> Storm:
    """So many reports a second for so long, by many people, each sent once and not waited for."""
    async with running("sqlite", 1.0, HUYING_DEMO="0") as system:
        status, took, given = Counter[int](), list[float](), set[str]()
        people = [
            httpx.AsyncClient(
                base_url=door,
                timeout=30,
                transport=httpx.AsyncHTTPTransport(
                    local_address=address, limits=httpx.Limits(max_connections=None)
                ),
            )
            for door in system.doors
            for address in ADDRESSES
        ]

        async def one(n: int) -> None:
            began = time.monotonic()
            try:
                answer = await people[n % len(people)].post("/api/v1/reports", json=_report("B0102", n))
            except httpx.TransportError:
                status[0] += 1
                return
            status[answer.status_code] += 1
            took.append(time.monotonic() - began)
            if answer.status_code == 202:
                given.add(answer.json()["case_no"])

        began = time.monotonic()
        async with asyncio.TaskGroup() as sending:
            for n in range(int(rate * seconds)):
                await asyncio.sleep(max(0.0, began + n / rate - time.monotonic()))
                sending.create_task(one(n))
        rows = await _rows(system, "SELECT case_no FROM cases", len(given))
        lost = given - {row["case_no"] for row in rows}
        for client in people:
            await client.aclose()
        took.sort()
        return Storm(
            f"{rate:g} reports a second for {seconds:g} s",
            (
                Line("reports accepted and lost", len(given), tuple(lost)),
                Line("answers other than 202, 429 and 503", status.total(), _others(status, *CLEAR)),
                _memory(system),
            ),
            (
                ("answers", _said(status)),
                ("ms p50 / p99", f"{1000 * quantile(took, 0.5):.0f} / {1000 * quantile(took, 0.99):.0f}"),
            ),
        )


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


async def _until(system: System, enough: Callable[[set[str]], bool], within: float = 60.0) -> set[str]:
    """Kinds of recorded events, once they are enough."""
    ends = time.monotonic() + within
    while True:
        rows = await asyncio.to_thread(system.store.rows, "SELECT DISTINCT kind FROM events")
        kinds = {str(row["kind"]) for row in rows}
        if enough(kinds) or time.monotonic() > ends:
            return kinds
        await asyncio.sleep(0.3)


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


async def main() -> int:
    """Exit status 1 where any line of any storm is not zero."""

    def asked(name: str, otherwise: int) -> int:
        return int(os.environ.get(name) or otherwise)

    well = True
    for storm in (
        receipts(asked("RECEIPTS", 10_000)),
        due_at_once(asked("DUE", 1000)),
        reports(asked("RATE", 50), asked("SECONDS", 300)),
    ):
        came = await storm
        well = show(came.title, came.lines, came.notes) and well
    return 0 if well else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
