"""Whole B cases through HTTP: report, respond, complete, check, rate; how many a second, and is every one closed?"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import httpx

from bench.figure import Figure, size, spread
from bench.stack import running

PASSWORD = "huying-demo"
ITEM, COMMUNITY, GRID, LEAD = "B0102", "SQ07", "SQ07-G03", "guanli"
LOOK_AGAIN = 0.5  # seconds
LEAST_A_SECOND = 8.0
"""What the embedded default must reach on two cores with the file database."""


@dataclass
class Figures:
    """What one run came to."""

    cases: int
    seconds: float = 0.0
    closed: int = 0
    submits: list[float] = field(default_factory=list)  # seconds each

    @property
    def a_second(self) -> float:
        """Whole cases a second."""
        return self.cases / self.seconds

    @property
    def submits_ms(self) -> list[float]:
        """How long each report took to be answered."""
        return [1000 * took for took in self.submits]


class Driver:
    """Plays one kind of case over and over, with two staff accounts."""

    def __init__(self, http: httpx.AsyncClient, figures: Figures) -> None:
        self._http, self._figures = http, figures
        self._tokens: dict[str, dict[str, str]] = {}
        self.codes: dict[str, str] = {}

    async def sign_in(self) -> None:
        """The lead's and the checker's sessions."""
        for account in (LEAD, GRID):
            body = {"username": account, "password": PASSWORD}
            answer = (await self._http.post("/session", json=body)).raise_for_status().json()
            self._tokens[account] = {"Authorization": f"Bearer {answer['token']}"}

    @property
    def submits_ms(self) -> list[float]:
        """How long each report took to be answered."""
        return self._figures.submits_ms

    def forget(self) -> None:
        """Count from here: what was played was to warm it up."""
        self.codes.clear()
        self._figures.submits.clear()

    async def report_only(self, number: int) -> None:
        """Somebody reports, and nothing follows."""
        await self._report(number)

    async def whole_case(self, number: int) -> None:
        """One case from report to rating."""
        case_no, code = await self._report(number)
        await self._call(case_no, "respond", {"kind": "contacted", "note": "马上去看"})
        await self._call(case_no, "complete", {"result": "solved", "reply": "已清运"})
        await self.check_of(case_no)
        rating = await self._http.post(f"/cases/{case_no}/rating", params={"code": code}, json={"result": 5})
        rating.raise_for_status()

    async def check_of(self, case_no: str) -> None:
        """The grid worker has looked, and it is well."""
        await self._staff(GRID, f"/cases/{case_no}/check", {"passed": True, "note": "干净了"})

    async def _report(self, number: int) -> tuple[str, str]:
        began = time.perf_counter()
        report = {
            "description": f"路边一堆渣土没人收，第 {number} 处",
            "item": ITEM,
            "community": COMMUNITY,
            "grid": GRID,
            "reporter": {"kind": "resident", "phone": "13800000001"},
        }
        answer = (await self._http.post("/reports", json=report)).raise_for_status().json()
        self._figures.submits.append(time.perf_counter() - began)
        case_no, code = answer["case_no"], answer["track_code"]
        self.codes[case_no] = code
        return case_no, code

    async def _call(self, case_no: str, what: str, body: dict[str, str]) -> None:
        await self._staff(LEAD, f"/calls/{case_no}.1/{what}", body)

    async def _staff(self, account: str, path: str, body: dict[str, object] | dict[str, str]) -> None:
        (await self._http.post(path, json=body, headers=self._tokens[account])).raise_for_status()

    async def count_closed(self) -> int:
        """How many of the cases the pages show as closed."""
        closed = 0
        for case_no, code in self.codes.items():
            shown = (
                (await self._http.get(f"/cases/{case_no}", params={"code": code})).raise_for_status().json()
            )
            closed += shown["state"] == "closed"
        return closed


async def measure(base: str, cases: int, at_once: int) -> Figures:
    """Play `cases` whole cases, `at_once` at a time, against the system at `base`."""
    figures = Figures(cases)
    limits = httpx.Limits(max_connections=at_once * 2)
    async with httpx.AsyncClient(
        base_url=f"{base}/api/v1", timeout=60, limits=limits, trust_env=False
    ) as http:
        driver = Driver(http, figures)
        await driver.sign_in()
        await driver.whole_case(0)
        driver.forget()
        numbers = iter(range(1, cases + 1))
        began = time.perf_counter()
        await asyncio.gather(*(_worker(driver, numbers) for _ in range(at_once)))
        figures.seconds = time.perf_counter() - began
        for _ in range(40):
            figures.closed = await driver.count_closed()
            if figures.closed == cases:
                break
            await asyncio.sleep(LOOK_AGAIN)
    return figures


async def _worker(driver: Driver, numbers: Iterator[int]) -> None:
    for number in numbers:
        await driver.whole_case(number)


async def run() -> Sequence[Figure]:
    """`BENCH_CASES` cases, `BENCH_AT_ONCE` at a time."""
    cases, at_once = size("CASES", 240), size("AT_ONCE", 12)
    async with running() as base:
        came = await measure(base, cases, at_once)
    return [
        Figure(f"whole B cases through HTTP, {at_once} at a time", came.a_second, "a second", LEAST_A_SECOND),
        Figure("of them lost", cases - came.closed, most=0),
        *spread("submit under that load", came.submits_ms, "ms", (None, None)),
    ]
