"""`kind = "http"`: systems that speak our own language. One signed POST a try; the status is the answer."""

import time
from collections.abc import Callable

import httpx

from activities.departments.asking import Failed, ask, judged
from activities.departments.huying import body_of
from activities.departments.outcome import Outcome, key_of
from activities.places import Places
from contracts.cases import Message
from contracts.links import Bounds, HttpWay
from contracts.signature import HEADER, sign


class Signed:
    """Sends to the way's URL. `client` is closed by its maker; `clock` gives Unix seconds, real time."""

    def __init__(
        self,
        way: HttpWay,
        bounds: Bounds,
        client: httpx.AsyncClient,
        places: Places,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._way, self._bounds, self._client = way, bounds, client
        self._places, self._clock = places, clock

    async def deliver(self, message: Message) -> Outcome:
        """2xx and 409 are delivered; other 4xx are refused for good; anything else is tried again."""
        body = body_of(message, self._places)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key_of(message),
            HEADER: sign(self._way.secret_out, body, int(self._clock())),
        }
        try:
            url = self._way.url or ""
            answer = await ask(
                self._client, self._bounds, "POST", url, read=False, content=body, headers=headers
            )
        except Failed as failure:
            return failure.outcome
        return judged(answer.status)
