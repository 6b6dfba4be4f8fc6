"""The command centre's desk: triage, approvals, returns, checks, dissatisfaction; one list at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random

from demo.client import Huying, Refused
from demo.clock import Clock
from demo.ledger import Ledger
from demo.pace import awake
from demo.pack import Pack
from demo.residents import Residents
from demo.script import Told
from demo.tasks import Bell, Tasks
from demo.views import Task
from demo.words import answers

CHIEF, DISPATCHER, CALLBACK = "street-chief", "street-dispatch", "callback-1"
REVIEWERS = ("reviewer-1", "reviewer-2")
ROUND = (
    *("triage", "checking", "rating", "triage", "approving", "returned"),
    *("triage", "checking", "reviewing"),
)
"""The lists in the order they are looked at: what is urgent more often."""
SETTLES = 0.8
"""Real seconds until a list shows what was just done."""
AT_ONCE = (timedelta(minutes=2), timedelta(minutes=6))
UNHURRIED = (timedelta(minutes=10), timedelta(minutes=40))
Act = Callable[[Told, str], Awaitable[None]]


class Desk:
    """Everybody at the command centre, and whoever it sends to check."""

    def __init__(
        self,
        api: Huying,
        clock: Clock,
        ledger: Ledger,
        pack: Pack,
        residents: Residents,
        tasks: Tasks,
        bell: Bell,
    ) -> None:
        self._api, self._clock, self._ledger, self._pack = api, clock, ledger, pack
        self._residents, self._tasks, self._bell = residents, tasks, bell
        self._busy: set[tuple[str, str]] = set()
        self._unhappy: dict[str, int] = {}
        self._acts: dict[str, Act] = {
            "triage": self._triage,
            "approving": self._approve,
            "returned": self._returned,
            "checking": self._check,
            "reviewing": self._dissatisfied,
            "rating": self._rate,
        }

    async def run(self, every: float) -> None:
        """Until cancelled."""
        while True:
            for state in ROUND:
                try:
                    await self._look(state)
                except Refused as no:
                    self._ledger.faults.append(f"the desk's list {state}: {no}")
                await asyncio.sleep(every)

    async def _look(self, state: str) -> None:
        for row in await self._api.cases(CHIEF, state=state):
            told = self._ledger.by_case.get(row.case_no)
            if told is None:
                continue
            self._take(state, told, row.case_no)
            if state == "rating" and told.gathers:
                await self._ask_all(row.case_no)

    async def _ask_all(self, case_no: str) -> None:
        """Those whose reports ended in this one rate it too, each under their own number."""
        for other in (await self._api.full(CHIEF, case_no)).attached:
            if (told := self._ledger.by_case.get(other)) is not None:
                self._take("rating", told, other)

    def _take(self, state: str, told: Told, case_no: str) -> None:
        """Begin with it, unless somebody has or nothing is to be done."""
        left = state == "triage" and told.desk.leaves
        silent = state == "rating" and not self._residents.will_rate(told)
        if not (left or silent or (case_no, state) in self._busy):
            self._busy.add((case_no, state))
            self._tasks.start(self._act(state, told, case_no))

    async def _act(self, state: str, told: Told, case_no: str) -> None:
        try:
            await self._acts[state](told, case_no)
        except Refused as no:
            self._ledger.refused += 1
            if no.status not in {404, 409}:
                self._ledger.faults.append(f"{case_no} {state}: {no}")
        self._bell.ring()
        await asyncio.sleep(SETTLES)
        self._busy.discard((case_no, state))

    async def _pause(self, told: Told, what: str, *, at_once: bool) -> None:
        rng = Random(f"{told.key}/{what}")
        least, most = AT_ONCE if at_once else UNHURRIED
        moment = self._clock.now() + least + rng.random() * (most - least)
        await self._clock.until(moment if at_once else awake(rng, moment))

    async def _task(self, case_no: str, *kinds: str) -> Task | None:
        return (await self._api.full(CHIEF, case_no)).task(*kinds)

    async def _triage(self, told: Told, case_no: str) -> None:
        await self._pause(told, "triage", at_once=True)
        if not told.item_given:
            body = {"item": told.item, "reason": answers.TAKEN}
            await self._api.tell_case(DISPATCHER, case_no, "grade", body, "1")
            return
        await self._api.tell_case(
            DISPATCHER, case_no, "dispatch", {"response_item": told.desk.response_item}, "1"
        )

    async def _approve(self, told: Told, case_no: str) -> None:
        await self._pause(told, "approve", at_once=False)
        task = await self._task(case_no, "result")
        if task is not None:
            body = {"request_id": task.id, "granted": True, "note": answers.APPROVED}
            await self._api.tell_case(CHIEF, case_no, "approve", body, task.id)

    async def _returned(self, told: Told, case_no: str) -> None:
        await self._pause(told, "returned", at_once=True)
        task = await self._task(case_no, "return")
        if task is None:
            return
        if told.desk.redispatch is not None:
            body = {"lead": told.desk.redispatch}
            await self._api.tell_case(DISPATCHER, case_no, "dispatch", body, task.id)
        else:
            refusal = {"request_id": task.id, "granted": False, "note": told.desk.refuse_return}
            await self._api.tell_case(CHIEF, case_no, "approve", refusal, task.id)

    async def _check(self, told: Told, case_no: str) -> None:
        await self._pause(told, "check", at_once=self._pack.items[told.item].urgent)
        task = await self._task(case_no, "check")
        if task is None:
            return
        by_phone = task.how == "phone"
        words = answers.CALLED_BACK if by_phone else answers.CHECKED
        body = {"passed": True, "note": Random(told.key).choice(words)}
        await self._api.tell_case(CALLBACK if by_phone else task.unit, case_no, "check", body, task.id)

    async def _dissatisfied(self, told: Told, case_no: str) -> None:
        await self._pause(told, "dissatisfied", at_once=False)
        task = await self._task(case_no, "reason", "review")
        if task is None:
            return
        if task.kind == "reason":
            await self._reason(told, case_no, task)
            return
        for reviewer in REVIEWERS:
            body = {"verdict": told.desk.verdict, "note": answers.EXPLAINED}
            await self._api.tell_case(reviewer, case_no, "review", body, f"{task.id}-{reviewer}")

    async def _reason(self, told: Told, case_no: str, task: Task) -> None:
        time = self._unhappy.get(case_no, 0)
        self._unhappy[case_no] = time + 1
        choice = told.desk.reasons[time] if time < len(told.desk.reasons) else "explain"
        body = {"choice": choice, "note": answers.EXPLAINED}
        await self._api.tell_case(CHIEF, case_no, "reason", body, task.id)

    async def _rate(self, told: Told, _case_no: str) -> None:
        await self._residents.rate(told)
