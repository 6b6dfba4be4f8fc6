"""How long each page takes with 100,000 cases behind it, as a reader on the same machine sees it."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.many_cases import fill
from bench.stack import running
from bench.whole_cases import PASSWORD, Driver, Figures

AIM = 100  # milliseconds
PLAYED = 12
"""Whole cases that are copied, and as many of each kind that is still open."""
OPEN_ITEMS = ("B0102", "B0520", "B0601", "A107", None)
"""Of the open ones; None waits for the desk."""
HERE = {"lng": 114.3417, "lat": 30.5504}


@dataclass
class Timed:
    """One page: who opens it, and how long each time took, in milliseconds."""

    path: str
    account: str = ""
    name: str = ""
    took: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def measure(settings: dict[str, str], sync_url: str, cases: int, times: int) -> list[Timed]:
    """Start on that database, play, copy, and open every page so many times."""
    async with running(**settings) as base:
        async with httpx.AsyncClient(base_url=f"{base}/api/v1", timeout=60, trust_env=False) as http:
            known = await played(http)
        await asyncio.to_thread(fill, sync_url, cases)
        found = _pages(*known)
        clients = {page.account: await browser(base, page.account) for page in found}
        for page in found:
            await open_page(clients[page.account], page, times)
        for client in clients.values():
            await client.aclose()
    return found


async def played(http: httpx.AsyncClient) -> tuple[str, str, str]:
    """Closed cases and open ones; number and code of a case that is in hand, and the number of one that waits."""
    driver = Driver(http, Figures(PLAYED))
    await driver.sign_in()
    for n in range(PLAYED):
        await driver.whole_case(n)
    for _ in range(100):
        if await driver.count_closed() == PLAYED:
            break
        await asyncio.sleep(0.2)
    intake = {"username": "street-intake", "password": PASSWORD}
    token = (await http.post("/session", json=intake)).raise_for_status().json()["token"]
    made: dict[str | None, tuple[str, str]] = {}
    for item in OPEN_ITEMS:
        for n in range(PLAYED):
            place = {"lng": HERE["lng"] + n / 2000, "lat": HERE["lat"]}
            body: dict[str, Any] = {
                "description": "路口的事没人管",
                "place": place,
                "channel": "phone",
                "reporter": {"kind": "resident", "phone": "13800000001"},
            }
            asked = body | ({"item": item} if item else {})
            answer = await http.post("/reports", json=asked, headers={"Authorization": f"Bearer {token}"})
            told = answer.raise_for_status().json()
            made[item] = (told["case_no"], told["track_code"])
    shown: dict[str, Any] = {}
    while not shown.get("unit"):
        await asyncio.sleep(0.2)
        number, code = made["B0520"]
        shown = (await http.get(f"/cases/{number}", params={"code": code})).raise_for_status().json()
    return number, code, made[None][0]


def _pages(number: str, code: str, waiting: str) -> list[Timed]:
    near = f"lng={HERE['lng']}&lat={HERE['lat']}"
    director, unit = "street-director", "chengguan"
    return [
        Timed("/"),
        Timed("/report"),
        Timed(f"/report/already?{near}&item=B0520", name="/report/already"),
        Timed(f"/c/{number}?code={code}", name="/c/{case_no}"),
        Timed("/results"),
        Timed("/services"),
        Timed("/desk", unit),
        Timed("/desk/done", unit),
        Timed(f"/desk/{number}.1", unit, "/desk/{call_id}"),
        Timed("/figures", unit),
        Timed("/cases", unit, "/cases (unit)"),
        Timed("/grid", "SQ07-G03"),
        Timed("/station", "SQ07"),
        Timed("/command", director),
        Timed(f"/command/{waiting}", director, "/command/{case_no}"),
        Timed("/command/wall", director),
        Timed("/approvals", director),
        Timed("/cases", director, "/cases (desk)"),
        Timed("/cases?q=路灯", director, "/cases?q="),
        Timed("/cases?q=查无此事", director, "/cases?q= (none)"),
        Timed(f"/cases?q={number[-8:]}", director, "/cases?q=number"),
        Timed(f"/cases/{number}", director, "/cases/{case_no}"),
        Timed("/rates", director),
        Timed("/rates/cases?key=chengguan", director, "/rates/cases"),
        Timed("/duty", director),
        Timed("/city", "admin"),
        Timed("/notices", director),
        Timed("/referrals", director),
        Timed("/above", "district-chief"),
        Timed("/callbacks", "callback-1"),
        Timed("/reviews", "reviewer-1"),
        Timed("/operations", "admin"),
        Timed("/accounts", "admin"),
        Timed("/reveals", "admin"),
        Timed("/acts", "admin"),
    ]


async def browser(base: str, account: str) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=base, timeout=60, trust_env=False, headers={"accept": "text/html"})
    if account:
        signed = await client.post("/login", data={"username": account, "password": PASSWORD})
        assert signed.status_code == httpx.codes.SEE_OTHER, account
    return client


async def open_page(client: httpx.AsyncClient, page: Timed, times: int) -> None:
    for n in range(times + 1):
        began = time.perf_counter()
        answer = await client.get(page.path)
        took = 1000 * (time.perf_counter() - began)
        if answer.status_code != httpx.codes.OK:
            raise SystemExit(f"{page.path} as {page.account or 'nobody'}: {answer.status_code}")
        if n:  # the first fills caches that stay full
            page.took.append(took)


def shown(database: str, pages: list[Timed]) -> str:
    """A table, the slowest first."""
    lines = [f"{database:32} {'p50':>7} {'p99':>7} ms   (aim: under {AIM})"]
    for page in sorted(pages, key=lambda page: -page.quantile(0.99)):
        slow = "  slow" if page.quantile(0.5) >= AIM else ""
        lines.append(
            f"{page.name or page.path:32} {page.quantile(0.5):7.0f} {page.quantile(0.99):7.0f}{slow}"
        )
    return "\n".join(lines)


async def on_sqlite(folder: Path, cases: int, times: int) -> list[Timed]:
    """On a file."""
    file = folder / "pages.db"
    return await measure(
        {"HUYING_DATABASE_URL": f"sqlite+aiosqlite:///{file}"}, f"sqlite:///{file}", cases, times
    )


async def on_postgres(url: str, cases: int, times: int) -> list[Timed]:
    """On a server."""
    return await measure({"HUYING_DATABASE_URL": url}, url, cases, times)
