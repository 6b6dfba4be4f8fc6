"""One try of a delivery in a process of its own, to be killed in the middle. `python -m tests.departments.sender`."""

import asyncio
import contextlib
import pickle
import sys
from dataclasses import replace

from activities.departments.making import Means, departments
from activities.departments.outcome import Outcome
from activities.places import Places
from contracts.cases import Message
from contracts.links import Bounds, Link
from infra.pack import load_city
from readmodel.database import Database
from tests.conftest import SHUIGUOHU

PATIENT = Bounds(connect=15.0, read=15.0, total=15.0)


async def send(link: Link, means: Means, message: Message) -> Outcome:
    """One try, as a worker that has just started makes it."""
    async with contextlib.AsyncExitStack() as stack:
        made = departments([link], means, stack)
        return await made.reached[link.unit].connector.deliver(message)


async def main() -> None:
    """Read what to send from standard input."""
    url, link, smtp, message = pickle.load(sys.stdin.buffer)
    database = Database(url)
    means = Means(database, Places(load_city(SHUIGUOHU), lambda *_: {}, lambda *_: ""), smtp, at_home=True)
    await send(replace(link, bounds=PATIENT), means, message)


if __name__ == "__main__":
    asyncio.run(main())
