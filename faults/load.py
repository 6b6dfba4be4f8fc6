"""Cases with short clocks, through HTTP: people who report and rate, units that act, are late or never come."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random

import httpx

from faults.asking import REPORTED_WITHIN, Asker, Body, NeverAnswered

COMMUNITY, GRID, OFFICE = "SQ07", "SQ07-G03", "guanli"
REPORTED, TAKEN = 202, (200, 202)


@dataclass(frozen=True)
class Kind:
    """A sort of case: its item, and the account of the unit that acts here (None: nobody does, or another system)."""

    name: str
    item: str | None
    lead: str | None
    checked: bool = False


KINDS = (
    Kind("grid", "A107", GRID),
    Kind("office", "B0102", OFFICE, checked=True),
    Kind("department", "B0104", None),
    Kind("urgent", "B0116", None),
    Kind("unsorted", None, None),
)
ACTS = ("acts", "acts", "acts", "late", "responds", "never")


@dataclass(frozen=True)
class Said:
    """A word that got a clear answer: when (`time.time`), and which."""

    call_id: str
    verb: str
    status: int
    at: float


@dataclass
class Account:
    """What the outside world knows: each number that it was given, each word that was taken."""

    cases: dict[str, Kind] = field(default_factory=dict)  # case number to its kind
    said: list[Said] = field(default_factory=list)
    supplements: dict[str, int] = field(default_factory=dict)  # case number to how many were taken
    refused: list[str] = field(default_factory=list)  # reports that were refused: none should be
    lapsed: int = 0  # reports whose sender gave them up and began anew


TRIES = 4
"""Keys under which one report is sent, one after the other."""


class Load:
    """Plays `number` cases, beginning within `seconds`. People look again every `look` seconds, up to twice as long."""

    def __init__(self, asker: Asker, chance: Random, number: int, seconds: float, look: float) -> None:
        self._asker, self._chance, self.account, self._look = asker, chance, Account(), look
        self._ends = time.monotonic() + 2 * seconds
        self._began = [(chance.uniform(0, seconds), n) for n in range(number)]

    async def play(self) -> None:
        """Return when everybody has said all that they had to say."""
        async with asyncio.TaskGroup() as people:
            for wait, n in self._began:
                chance = Random(self._chance.random())
                people.create_task(self._one(n, wait, chance))

    async def _one(self, n: int, wait: float, chance: Random) -> None:
        kind, acts = KINDS[n % len(KINDS)], chance.choice(ACTS)
        await asyncio.sleep(wait)
        with_given = await self._report(n, kind)
        if with_given is None:
            return
        case_no, code = with_given
        async with asyncio.TaskGroup() as people:
            people.create_task(_patiently(lambda: self._supplement(case_no, code, chance)))
            people.create_task(_patiently(lambda: self._work(case_no, code, kind, acts, chance)))

    async def _accepted(self, body: Body, key: str) -> httpx.Response | None:
        """The answer to a report; where both stores are away for longer than its key lasts, it is another report then.

        What became of the first is not known to whoever sent it: it may be a case nobody heard of.
        """
        for again in range(TRIES):
            try:
                return await self._asker.post("/reports", body, f"{key}-{again}", patience=REPORTED_WITHIN)
            except NeverAnswered:
                if again < TRIES - 1:
                    self._asker.unanswered.remove("POST /reports")
                    self.account.lapsed += 1
        return None

    async def _report(self, n: int, kind: Kind) -> tuple[str, str] | None:
        body: Body = {
            "description": f"第 {n} 处，{kind.name}",
            "community": COMMUNITY,
            "grid": GRID,
            "reporter": {"kind": "resident", "phone": "13800000001"},
        }
        if kind.item:
            body["item"] = kind.item
        answer = await self._accepted(body, f"faults-{n}")
        if answer is None:
            return None
        if answer.status_code != REPORTED:
            self.account.refused.append(f"{answer.status_code} {answer.text[:200]}")
            return None
        given = answer.json()
        self.account.cases[given["case_no"]] = kind
        return given["case_no"], given["track_code"]

    async def _supplement(self, case_no: str, code: str, chance: Random) -> None:
        await asyncio.sleep(chance.uniform(0, 10))
        path = f"/cases/{case_no}/supplement"
        answer = await self._asker.post(path, {"text": "还有一处"}, f"{case_no}-more", code=code)
        if answer.status_code in TAKEN:
            self.account.supplements[case_no] = 1

    async def _work(self, case_no: str, code: str, kind: Kind, acts: str, chance: Random) -> None:
        if kind.lead is not None and acts != "never":
            await asyncio.sleep(chance.uniform(20, 40) if acts == "late" else chance.uniform(0, 6))
            await self._say(case_no, "respond", {"kind": "contacted", "note": "马上去看"}, kind.lead)
            if acts == "responds":
                return
            await asyncio.sleep(chance.uniform(0, 6))
            await self._say(case_no, "complete", {"result": "solved", "reply": "已清运"}, kind.lead)
        if kind.checked and await self._reaches(case_no, code, "checking"):
            await self._asker.post(
                f"/cases/{case_no}/check", {"passed": True, "note": "看过"}, "check", by=GRID
            )
        if await self._reaches(case_no, code, "rating"):
            rating = {"result": chance.choice((5, 4, 3)), "comment": "好"}
            await self._asker.post(f"/cases/{case_no}/rating", rating, "rating", code=code)

    async def _say(self, case_no: str, verb: str, body: Body, by: str) -> None:
        call = f"{case_no}.1"
        answer = await self._asker.post(f"/calls/{call}/{verb}", body, f"{call}-{verb}", by=by)
        self.account.said.append(Said(call, verb, answer.status_code, time.time()))

    async def _reaches(self, case_no: str, code: str, state: str) -> bool:
        while time.monotonic() < self._ends:
            answer = await self._asker.ask("GET", f"/cases/{case_no}", params={"code": code})
            now = answer.json().get("state")
            if now == state:
                return True
            if now == "closed":
                return False
            await asyncio.sleep(self._look)
        return False


async def _patiently(say: Callable[[], Awaitable[None]]) -> None:
    """One who never got a clear answer gives up; the asker has counted it."""
    try:
        await say()
    except NeverAnswered:
        return
