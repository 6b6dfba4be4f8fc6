"""A process that ends with requests unanswered says so: nobody is left with an error of ours."""

import asyncio
import json

from starlette.types import Message, Receive, Scope, Send

from api import errors
from api.middleware import LastResort


async def test_who_was_not_answered_is_told_to_ask_again() -> None:
    held, sent = asyncio.Event(), list[Message]()

    async def for_ever(_: Scope, __: Receive, ___: Send) -> None:
        held.set()
        await asyncio.Event().wait()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    app = LastResort(for_ever, lambda _, problem: errors.answer(problem))
    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    request = asyncio.create_task(app(scope, receive, send))
    await held.wait()
    request.cancel()
    await request
    assert sent[0]["status"] == 503
    assert (b"retry-after", b"2") in sent[0]["headers"]
    assert json.loads(sent[1]["body"])["type"].endswith("leaving")
