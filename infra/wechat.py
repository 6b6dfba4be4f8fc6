"""WeChat's own interface, as far as we call it: fetch a picture, send a subscription notice (订阅通知).

Used by the API's door (pictures) and by whoever sends messages out (`invite`). The address is a setting, so that
tests have their own WeChat. Tokens and secrets never show in a log or an error.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from contracts.messages import Away, NotWanted, Refused
from infra.settings import Settings
from infra.wechat_envelope import Envelope

PATIENCE = 10.0
"""Seconds for one answer, a picture included."""
MOST_BYTES = 10 * 1024 * 1024
"""Of a picture; WeChat itself takes no larger ones."""
EARLY = 300.0
"""Seconds before its end in which an access token is not used any more."""
STALE = frozenset({40001, 40014, 42001})
"""Codes that say: get another access token."""
NOT_SUBSCRIBED = 43101
"""Code that says: this person wants no such notice."""
BUSY = frozenset({-1, 45009, 45011})
"""Codes that say: not now."""
LONGEST = {"thing": 20, "phrase": 5, "character_string": 32, "name": 10, "number": 32, "const": 20}
"""Signs that a field of a template takes, by how its name begins; longer values would be refused whole."""


class WeChatAway(Away):
    """It does not answer, or is busy: try again later."""


class WeChatRefused(Refused):
    """It does not want this: the picture is gone, the person did not subscribe, the template is another one."""

    def __init__(self, code: int) -> None:
        super().__init__(f"errcode {code}")
        self.code = code


class WeChatDeclined(WeChatRefused, NotWanted):
    """This person did not subscribe."""


@dataclass(frozen=True)
class Account:
    """One official account, as its operator entered it."""

    envelope: Envelope
    app_secret: str = field(repr=False)
    api_url: str  # without a closing slash
    rating_template: str | None = None
    rating_fields: Mapping[str, str] = field(default_factory=dict)  # our word: the template's field


def account(settings: Settings) -> Account | None:
    """The account of these settings; None where they name none."""
    token, app_id, secret, key = (
        settings.wechat_token,
        settings.wechat_app_id,
        settings.wechat_app_secret,
        settings.wechat_aes_key,
    )
    if token is None or app_id is None or secret is None:
        return None
    return Account(
        Envelope(app_id, token.get_secret_value(), key.get_secret_value() if key else None),
        secret.get_secret_value(),
        settings.wechat_api_url.rstrip("/"),
        settings.wechat_rating_template,
        settings.wechat_rating_fields,
    )


class WeChat:
    """The interface with its access token, which is fetched once for all who wait for it."""

    def __init__(self, account: Account) -> None:
        self._account, self.envelope = account, account.envelope
        self._http = httpx.AsyncClient(base_url=account.api_url, timeout=PATIENCE, follow_redirects=False)
        self._token, self._until = "", 0.0  # monotonic
        self._one = asyncio.Lock()

    async def invite(self, openid: str, words: Mapping[str, str], link: str) -> None:
        """Ask somebody to rate, by the account's own template; does nothing without one.

        `words` go by our names; those for which the template has no field stay out. Raises `WeChatAway`,
        `WeChatRefused`.
        """
        template, fields = self._account.rating_template, self._account.rating_fields
        if template is None:
            return
        data = {fields[name]: said for name, said in words.items() if name in fields}
        await self.send_subscription(openid, template, data, link)

    async def send_subscription(self, openid: str, template: str, data: Mapping[str, str], url: str) -> None:
        """A notice to somebody who subscribed to that template. Raises `WeChatAway`, `WeChatRefused`."""
        body = {
            "touser": openid,
            "template_id": template,
            "page": url,
            "data": {name: {"value": _short(name, said)} for name, said in data.items()},
        }
        await self._asked("POST", "/cgi-bin/message/subscribe/bizsend", json=body)

    async def fetch_media(self, media_id: str) -> bytes:
        """The picture of a message; WeChat keeps it for three days. Raises `WeChatAway`, `WeChatRefused`."""
        return await self._asked("GET", "/cgi-bin/media/get", params={"media_id": media_id})

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def _asked(self, method: str, path: str, **more: Any) -> bytes:
        """What it answers, with a new token where it does not take the one we have."""
        token = await self._fresh()
        try:
            return await self._ask(method, path, token, **more)
        except WeChatRefused as refusal:
            if refusal.code not in STALE:
                raise
        return await self._ask(method, path, await self._fresh(refused=token), **more)

    async def _ask(self, method: str, path: str, token: str, **more: Any) -> bytes:
        return await self._sent(
            method, path, params={"access_token": token, **more.pop("params", {})}, **more
        )

    async def _sent(self, method: str, path: str, **more: Any) -> bytes:
        try:
            async with asyncio.timeout(PATIENCE), self._http.stream(method, path, **more) as answer:
                return await _read(answer)
        except (httpx.HTTPError, TimeoutError) as error:
            raise WeChatAway(type(error).__name__) from error

    async def _fresh(self, refused: str = "") -> str:
        """A token that is not the `refused` one."""
        async with self._one:
            if time.monotonic() >= self._until or self._token == refused:
                self._token, lasts = await self._new(force=False)
                if self._token == refused:  # it would give the same again until its end
                    self._token, lasts = await self._new(force=True)
                self._until = time.monotonic() + max(lasts - EARLY, 0.0)
            return self._token

    async def _new(self, force: bool) -> tuple[str, float]:
        """The stable token: several processes may ask without ending each other's."""
        body = {
            "grant_type": "client_credential",
            "appid": self._account.envelope.app_id,
            "secret": self._account.app_secret,
            "force_refresh": force,
        }
        try:
            said = json.loads(await self._sent("POST", "/cgi-bin/stable_token", json=body))
            return str(said["access_token"]), float(said["expires_in"])
        except (ValueError, KeyError, TypeError) as error:
            raise WeChatAway(type(error).__name__) from error


async def _read(answer: httpx.Response) -> bytes:
    """The body, bounded. Raises `WeChatAway`, `WeChatRefused`."""
    if not answer.is_success:
        raise WeChatAway(f"status {answer.status_code}")
    got = bytearray()
    async for some in answer.aiter_bytes():
        got += some
        if len(got) > MOST_BYTES:
            raise WeChatRefused(45001)  # WeChat's own code of a file that is too large
    content = bytes(got)
    code = _code(content)
    if code in BUSY:
        raise WeChatAway(f"errcode {code}")
    if code:
        raise (WeChatDeclined if code == NOT_SUBSCRIBED else WeChatRefused)(code)
    return content


def _code(content: bytes) -> int:
    """What is wrong, 0 for nothing. Errors come with status 200 too; no picture begins like one."""
    if not content.lstrip().startswith(b"{"):
        return 0
    try:
        code = json.loads(content).get("errcode", 0)
    except ValueError:
        return 0
    return code if isinstance(code, int) else -1


def _short(name: str, said: str) -> str:
    most = LONGEST.get(name.rstrip("0123456789"), 64)
    return said if len(said) <= most else f"{said[: most - 1]}…"
