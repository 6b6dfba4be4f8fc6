"""Plays the acts of the scenes, one after the other: looks at the case until an act may be said, and until it shows.

It knows no moment of its own: what the API shows decides. Started by `show`.
"""

import asyncio
from typing import Any

from demo.client import Body, Huying, Refused
from demo.clock import Clock
from demo.ledger import Ledger
from demo.script import Act
from demo.tasks import Bell, Tasks
from demo.views import Accepted, Call, CaseFull

READER = "supervisor"
"""Sees every case, those about the command centre too."""
LONGEST = 2.0
"""Real seconds between two looks at what is long in coming."""
SLOWER = 1.3


class Director:
    """Everybody who does something that the story names."""

    def __init__(self, api: Huying, clock: Clock, ledger: Ledger, tasks: Tasks, bell: Bell) -> None:
        self._api, self._clock, self._ledger, self._tasks, self._bell = api, clock, ledger, tasks, bell

    def begin(self, every: float) -> None:
        """All scenes at once; within a scene one act after the other. `every`: real seconds between two looks."""
        for chain in self._ledger.story.chains:
            self._tasks.start(self._chain(chain, every))

    async def _chain(self, acts: tuple[Act, ...], every: float) -> None:
        for act in acts:
            await self._clock.until(act.at)
            await self._play(act, every)

    async def _play(self, act: Act, every: float) -> None:
        """Until it has happened; what is refused is asked again, since the story goes on meanwhile."""
        said, wait, tries = act.verb is None, every, 0
        while True:
            full = await self._look(act.of)
            if full is not None and act.proof(full) and await self._found(act, full):
                break
            if full is not None and not said:
                tries += 1
                said = await self._try(act, full, f"{act.key}-{tries}")
            await asyncio.sleep(wait)
            wait = min(wait * SLOWER, LONGEST)
        self._ledger.play(act, full, self._clock.now())
        self._bell.ring()

    async def _look(self, key: str) -> CaseFull | None:
        accepted = self._ledger.held(key)
        if accepted is None:
            return None
        try:
            return await self._api.full(READER, accepted.case_no)
        except Refused:  # not recorded yet
            return None

    async def _found(self, act: Act, full: CaseFull) -> bool:
        """Whether the linked case that comes of it, if any, is in the books."""
        of = self._speaker(act, full)
        if act.opens is None or of is None:
            return act.opens is None
        accepted = await self._api.linked(of, act.link)
        if accepted is not None:
            self._ledger.accept_linked(act.opens, accepted)
        return accepted is not None

    async def _try(self, act: Act, full: CaseFull, key: str) -> bool:
        """Whether it was said and heard. Each try has its own key: a refusal is not the last word."""
        body = self._body(act, full)
        if not act.once(full) or body is None or not await self._ended(act):
            return False
        try:
            await self._say(act, full, body, key)
        except Refused as no:
            self._ledger.hindered[act.key] = str(no)
            return False
        return True

    async def _ended(self, act: Act) -> bool:
        if act.ended is None:
            return True
        other = await self._look(act.ended)
        return other is not None and other.row.state == "closed"

    async def _say(self, act: Act, full: CaseFull, body: Body, key: str) -> None:
        verb, of, call = act.verb or "", self._speaker(act, full), _call(act, full)
        if act.who is not None:
            where = f"calls/{call.call_id}" if call else f"cases/{full.row.case_no}"
            await self._api.order(act.who, f"{where}/{verb}", body, key)
        elif of is not None:
            await self._api.speak(of, verb, body, key)

    def _speaker(self, act: Act, full: CaseFull) -> Accepted | None:
        """The reporter: of the case, or of the one that left it, or of the first that ended in it."""
        if not act.by_attached:
            return self._ledger.held(act.of)
        left = [line.body["case_no"] for line in full.timeline if line.event == "detached"]
        told = next((t for no in (*left, *full.attached) if (t := self._ledger.by_case.get(no))), None)
        return self._ledger.held(told.key) if told else None

    def _body(self, act: Act, full: CaseFull) -> Body | None:
        """What is said; None while a report that it names, the task that it decides or the call is not there."""
        held = {key: self._ledger.held(key) for key in act.named}
        task = full.task(act.task) if act.task else None
        no_task, no_call = act.task and task is None, act.unit and _call(act, full) is None
        if None in held.values() or no_task or no_call or self._speaker(act, full) is None:
            return None
        numbers = {f"@{key}": accepted.case_no for key, accepted in held.items() if accepted}
        names: dict[str, Any] = {**numbers, "@offered": [no for no in full.offered if no != full.row.case_no]}
        body = {
            name: names.get(value, value) if isinstance(value, str) else value
            for name, value in act.body.items()
        }
        return {**body, "request_id": task.id} if task else body


def _call(act: Act, full: CaseFull) -> Call | None:
    """The unit's latest call."""
    return next((call for call in reversed(full.calls) if call.unit == act.unit), None)
