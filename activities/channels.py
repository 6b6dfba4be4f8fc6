"""The ways a message goes out: a file, apprise's plug-ins, an SMS gateway over HTTP, WeChat. For `activities.sending`.

Each sends once and raises `Refused` for good, or `Away` to be tried again; neither says anything of anybody.
"""

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import apprise
import httpx

from contracts.messages import Away, Refused
from contracts.signature import HEADER, sign

ALREADY_HAVE_IT = 409
TRY_AGAIN = {408, 423, 425, 429}
_PLACE = re.compile(r"\{(phone|text|key)\}")


@dataclass(frozen=True)
class Letter:
    """What is sent. `link` is empty where nobody said under which address the pages are reached."""

    key: str  # the same for every try: whoever receives it may keep the first
    title: str
    text: str
    link: str

    @property
    def whole(self) -> str:
        """The text with its link, in one."""
        return f"{self.text}{self.link and ' '}{self.link}"


class Sink:
    """The file: one notice a line, as JSON; made with its folder when first needed."""

    def __init__(self, file: Path) -> None:
        self._file, self._turn = file, asyncio.Lock()

    async def keep(self, notice: str) -> None:
        """Append a notice, given as JSON. Raises `Away` where the disk refuses."""
        line = json.dumps(json.loads(notice), ensure_ascii=False)
        try:
            async with self._turn:
                await asyncio.to_thread(self._append, line)
        except OSError as error:
            raise Away(type(error).__name__) from None

    def _append(self, line: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as sink:
            sink.write(f"{line}\n")


class Push:
    """Apprise: mail, robots of WeCom, DingTalk and Feishu, and whatever else it has a plug-in for."""

    async def send(self, addresses: Sequence[str], letter: Letter) -> None:
        """To the first of these addresses that takes it. Raises `Away` where none does."""
        for address in addresses:
            target = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Huying", app_desc="呼应"))
            if target.add(address) and await target.async_notify(title=letter.title, body=letter.whole):
                return
        raise Away("not taken")


class Sms:
    """A gateway that takes a signed POST. `body` is JSON in whose texts {phone}, {text} and {key} are filled in."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        url: str,
        secret: str,
        body: Any,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client, self._url, self._secret, self._body, self._clock = client, url, secret, body, clock

    async def send(self, phone: str, letter: Letter) -> None:
        """2xx and 409 are sent; other 4xx are refused for good; anything else is tried again."""
        values = {"phone": phone, "text": letter.whole, "key": letter.key}
        content = json.dumps(_filled(self._body, values), ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": letter.key,
            HEADER: sign(self._secret, content, int(self._clock())),
        }
        try:
            answer = await self._client.post(self._url, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise Away(type(error).__name__) from None
        if answer.is_success or answer.status_code == ALREADY_HAVE_IT:
            return
        if answer.is_client_error and answer.status_code not in TRY_AGAIN:
            raise Refused(f"answered {answer.status_code}")
        raise Away(f"answered {answer.status_code}")


def _filled(body: Any, values: Mapping[str, str]) -> Any:
    """Filled in after the JSON was read, so that no text can be more than a text; and in one pass."""
    match body:
        case dict():
            return {name: _filled(value, values) for name, value in body.items()}
        case list():
            return [_filled(value, values) for value in body]
        case str():
            return _PLACE.sub(lambda found: values[found[1]], body)
        case _:
            return body


class Invites(Protocol):
    """A WeChat account of ours that has a template for asking somebody to rate."""

    async def invite(self, openid: str, words: Mapping[str, str], link: str) -> None:
        """Send it; `words` by our names. Raises `NotWanted` of whoever did not subscribe, `Refused`, `Away`."""
