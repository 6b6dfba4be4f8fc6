"""Everybody who reports: sends at the written moment, looks it up now and then, rates when it is done."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from demo.client import Huying, Refused
from demo.clock import Clock
from demo.ledger import Ledger
from demo.pace import awake
from demo.script import Told
from demo.tasks import Bell, Tasks

SATISFIED = 3
LOOKS_AGAIN = 0.2
AFTER = timedelta(minutes=45)
THINKS = (timedelta(minutes=5), timedelta(hours=3))


class Residents:
    """All reporters of the story."""

    def __init__(self, api: Huying, clock: Clock, ledger: Ledger, tasks: Tasks, bell: Bell) -> None:
        self._api, self._clock, self._ledger, self._tasks, self._bell = api, clock, ledger, tasks, bell

    async def run(self) -> None:
        """Send every report at its moment."""
        for told in self._ledger.story.reports:
            await self._clock.until(told.at)
            self._tasks.start(self._send(told))

    async def _send(self, told: Told) -> None:
        self._ledger.sent += 1
        if told.after is not None:
            await self._ledger.has_case(told.after)
        try:
            accepted = await self._api.report(told)
        except Refused as no:
            self._ledger.faults.append(f"{told.key} was not accepted: {no}")
            return
        self._ledger.accept(told, accepted)
        self._bell.ring()
        if told.sent_twice:
            await self._send_again(told)
        if Random(told.key).random() < LOOKS_AGAIN:
            await self._clock.until(told.at + AFTER)
            await self._api.look(accepted)

    async def _send_again(self, told: Told) -> None:
        """The same words with the same key: it must be the same case."""
        await self._clock.until(told.at + timedelta(minutes=3))
        again = await self._api.report(replace(told))
        if again.case_no != self._ledger.accepted[told.key].case_no:
            self._ledger.faults.append(f"{told.key}: sent twice, and got two case numbers")

    def will_rate(self, told: Told) -> bool:
        """Whether this reporter has another rating to give."""
        accepted = self._ledger.held(told.key)
        return accepted is not None and self._ledger.rated[accepted.case_no] < len(told.ratings)

    async def rate(self, told: Told) -> None:
        """Think it over, then say so."""
        accepted = self._ledger.held(told.key)
        if accepted is None:
            return
        number = self._ledger.rated[accepted.case_no]
        rng = Random(f"{told.key}/rating/{number}")
        first = self._clock.now() + rng.uniform(0, 1) * (THINKS[1] - THINKS[0]) + THINKS[0]
        await self._clock.until(awake(rng, first))
        rating = told.ratings[number]
        await self._api.rate(accepted, rating, f"{told.key}-rating-{number}")
        self._ledger.rated[accepted.case_no] += 1
        if rating.result >= SATISFIED:
            self._ledger.closed.add(accepted.case_no)
