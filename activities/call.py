"""`deliver`: one message to one department's own system, on that department's queue.

The HTTP client is one for all; what a system's own language needs is a thin translation in `activities.departments`.
"""

import time
from collections.abc import Callable

import httpx
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.departments.huying import body_of
from activities.places import Places
from contracts.cases import Message
from contracts.names import DELIVER
from contracts.signature import HEADER, sign

ALREADY_HAVE_IT = 409
TOO_MANY, TIMED_OUT, LOCKED, TOO_EARLY = 429, 408, 423, 425
TRY_AGAIN = {TOO_MANY, TIMED_OUT, LOCKED, TOO_EARLY}


class Caller:
    """Sends to the URL of the message's unit. `links` gives (url, secret) or None; `client` is closed by its owner."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        links: Callable[[str], tuple[str, str] | None],
        places: Places,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client, self._links, self._places, self._clock = client, links, places, clock

    @activity.defn(name=DELIVER)
    async def deliver(self, message: Message) -> None:
        """Deliver once. 2xx and 409 are delivered; other 4xx are refused for good; anything else is tried again."""
        link = self._links(message.unit)
        if link is None:
            raise ApplicationError(f"no url for {message.unit}", type="refused", non_retryable=True)
        url, secret = link
        body = body_of(message, self._places)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": f"{message.case_no}.{message.call}-{message.version}",
            HEADER: sign(secret, body, int(self._clock())),
        }
        judge(await self._client.post(url, content=body, headers=headers))


def judge(answer: httpx.Response) -> None:
    """Nothing where it was delivered, else an error of type `refused` (for good) or `away` (to be tried again)."""
    code = answer.status_code
    if answer.is_success or code == ALREADY_HAVE_IT:
        return
    refused = answer.is_client_error and code not in TRY_AGAIN
    raise ApplicationError(f"answered {code}", type="refused" if refused else "away", non_retryable=refused)
