"""The called units: whoever is called works by the story. One gentle loop looks for new calls for all."""

from collections import Counter
from datetime import datetime
from random import Random
from typing import Protocol

from demo.client import Body, Huying, Refused
from demo.clock import Clock
from demo.ledger import Ledger
from demo.pace import complete_at, respond_at
from demo.pack import ADVICE, Pack
from demo.script import ORDINARY, Plan, Told
from demo.tasks import Bell, Tasks
from demo.views import Call
from demo.words import answers

WATCHER = "street-chief"
"""The duty chief's board lists every unit's calls; each unit then acts with its own account."""
PASSED_BY = {404, 409}
"""Answers that mean: somebody else has done it meanwhile."""


class Voice(Protocol):
    """How a unit speaks: at its desk, or by receipts of its own system."""

    async def respond(self, call: Call, kind: str, note: str) -> None:
        """First contact."""

    async def complete(self, call: Call, said: Body) -> None:
        """Done, with a result and a reply."""

    async def give_back(self, call: Call, reason: str, note: str) -> None:
        """Return the call."""


class DeskVoice:
    """A unit at its desk, or a grid worker with a telephone."""

    def __init__(self, api: Huying) -> None:
        self._api = api

    async def respond(self, call: Call, kind: str, note: str) -> None:
        """By the unit's own account."""
        await self._api.tell_call(call.unit, call.call_id, "respond", {"kind": kind, "note": note})

    async def complete(self, call: Call, said: Body) -> None:
        """By the unit's own account."""
        await self._api.tell_call(call.unit, call.call_id, "complete", said)

    async def give_back(self, call: Call, reason: str, note: str) -> None:
        """By the unit's own account."""
        await self._api.tell_call(call.unit, call.call_id, "return", {"reason": reason, "note": note})

    async def suspend(self, call: Call, until: datetime, reason: str) -> None:
        """By the unit's own account."""
        body = {"until": until.isoformat(), "reason": reason}
        await self._api.tell_call(call.unit, call.call_id, "suspend", body)


class Crew:
    """Works one call from its dispatch to its completion."""

    def __init__(self, clock: Clock, ledger: Ledger, pack: Pack) -> None:
        self._clock, self._ledger, self._pack = clock, ledger, pack
        self._times: Counter[tuple[str, str]] = Counter()

    async def work(self, call: Call, voice: Voice) -> None:
        """As the story plans it for this unit and this case; `Refused` is noted and ends the work."""
        time = self._times[call.case_no, call.unit]
        self._times[call.case_no, call.unit] += 1
        told = await self._ledger.told_of(call.case_no)
        plan = told.plan(call.unit, time) if told else ORDINARY
        rng = Random(f"{told.key if told else call.case_no}/{call.unit}/{time}")
        try:
            await self._play(call, voice, plan, rng, told)
        except Refused as no:
            self._ledger.refused += 1
            if no.status not in PASSED_BY:
                self._ledger.faults.append(f"{call.call_id} {call.unit}: {no}")

    async def _play(self, call: Call, voice: Voice, plan: Plan, rng: Random, told: Told | None) -> None:
        if plan.returning is not None:
            await self._clock.until(call.dispatched_at + plan.returning.after)
            await voice.give_back(call, plan.returning.reason, plan.returning.note)
        if plan.answers:
            await self._clock.until(self._respond_moment(call, plan, rng))
            kind = rng.choice(("contacted", "on_site", "plan"))
            await voice.respond(call, kind, plan.note or rng.choice(answers.CONTACTED[self._group(call)]))
            self._ledger.answered.add(call.case_no)
        if plan.suspending is not None and isinstance(voice, DeskVoice):  # no receipt asks for it
            await voice.suspend(call, call.dispatched_at + plan.suspending.lasts, plan.suspending.reason)
        if plan.completes:
            if plan.waits_for is not None:
                await self._ledger.has_happened(plan.waits_for)
            await self._clock.until(self._complete_moment(call, plan, rng))
            reply = plan.reply or rng.choice(answers.DONE[self._said_when_done(call, told)])
            await voice.complete(call, _done(plan, reply))

    def _respond_moment(self, call: Call, plan: Plan, rng: Random) -> datetime:
        if plan.respond_after is not None:
            return call.dispatched_at + plan.respond_after
        return respond_at(self._pack, rng, call)

    def _complete_moment(self, call: Call, plan: Plan, rng: Random) -> datetime:
        if plan.complete_after is not None:
            return call.dispatched_at + plan.complete_after
        return complete_at(self._pack, rng, call, self._clock.now())

    def _group(self, call: Call) -> str:
        unit = self._pack.unit_of(call.unit)
        return "station" if unit.kind == "station" else unit.tier

    def _said_when_done(self, call: Call, told: Told | None) -> str:
        advice = told is not None and self._pack.items[told.item].group == ADVICE
        return ADVICE if advice else self._group(call)


def _done(plan: Plan, reply: str) -> Body:
    said = {
        "result": plan.result,
        "reply": reply,
        "internal_note": plan.evidence,
        "repair": plan.repair,
        "repair_item": plan.repair_item,
    }
    return {name: value for name, value in said.items() if value is not None}


class Watch:
    """Looks at the board and hands every new call to its unit; notices who climbs."""

    def __init__(
        self, api: Huying, ledger: Ledger, crew: Crew, tasks: Tasks, connected: frozenset[str]
    ) -> None:
        self._api, self._ledger, self._crew, self._tasks = api, ledger, crew, tasks
        self._connected = connected
        self._seen: set[str] = set()
        self._voice = DeskVoice(api)

    async def run(self, bell: Bell, every: float) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._look()
            except Refused as no:
                self._ledger.faults.append(f"the board: {no}")
            await bell.wait(every)

    async def _look(self) -> None:
        calls = await self._api.calls(WATCHER, state="open")
        self._ledger.count_open(calls)
        for call in calls:
            if call.call_id not in self._seen:
                self._seen.add(call.call_id)
                self._start(call)

    def _start(self, call: Call) -> None:
        if call.unit not in self._connected:
            self._tasks.start(self._crew.work(call, self._voice))
        if call.n > 1:
            self._tasks.start(self._climbed(call.case_no))

    async def _climbed(self, case_no: str) -> None:
        await self._ledger.told_of(case_no)
        try:
            timeline = (await self._api.full(WATCHER, case_no)).timeline
        except Refused:  # about the command centre itself: it is none of its business any more
            return
        for happened in timeline:
            if happened.event == "escalated":
                body = happened.body
                self._ledger.climbed(case_no, happened.at, body["unit"], body["cause"], body["to_unit"])
