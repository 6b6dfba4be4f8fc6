"""WeChat's side, as far as it touches us: it signs, seals and brings messages, repeats them, and serves its interface.

The interface is served over real HTTP on loopback; what it was asked is kept for tests to look at.
"""

import asyncio
import base64
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from xml.etree import ElementTree

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from infra.wechat_envelope import Envelope
from tests.api.open311 import listening

TOKEN, APP_ID, SECRET, TEMPLATE = "weilinli", "wx0123456789abcdef", "not-a-secret", "tpl-rate"
AES_KEY = base64.b64encode(bytes(range(32))).decode()[:43].replace("+", "A").replace("/", "A")
PATH = "/channels/wechat"
ACCOUNT = "gh_000000000000"
TRIES, WAITS = 3, 5.0
"""How often WeChat brings a message, and for how many seconds it waits for each answer."""
_STALE, _GONE, _NOT_SUBSCRIBED = 42001, 40007, 43101


@dataclass
class Person:
    """Somebody with a telephone: sends and reads."""

    post: "Post"
    openid: str = field(default_factory=lambda: f"o{secrets.token_urlsafe(20)}")

    async def say(self, text: str) -> str:
        """Write, and read the answer."""
        return await self.send(MsgType="text", Content=text)

    async def show(self, media_id: str) -> str:
        """Send a picture."""
        return await self.send(MsgType="image", PicUrl="http://pic.invalid/1", MediaId=media_id)

    async def stand(self, lng: float, lat: float, label: str) -> str:
        """Send a place."""
        return await self.send(
            MsgType="location", Location_X=str(lat), Location_Y=str(lng), Scale="16", Label=label
        )

    async def press(self, button: str) -> str:
        """Press a button of the menu."""
        return await self.send(MsgType="event", Event="CLICK", EventKey=button)

    async def send(self, **what: str) -> str:
        """Whatever it is; what is shown as the answer, nothing for `success`."""
        return self.post.read(await self.post.bring(self.message(**what)))

    def message(self, **what: str) -> str:
        """The message as WeChat writes it."""
        number = {} if what["MsgType"] == "event" else {"MsgId": str(secrets.randbits(60))}
        whole = {
            "ToUserName": ACCOUNT,
            "FromUserName": self.openid,
            "CreateTime": str(next(self.post.seconds)),
            **what,
            **number,
        }
        return (
            f"<xml>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in whole.items())}</xml>"
        )


@dataclass
class Post:
    """The callback as WeChat calls it; sealed where the account has a key."""

    http: httpx.AsyncClient
    envelope: Envelope
    seconds: Iterator[int] = field(default_factory=lambda: count(1_790_000_000))
    """A second that no message had before: events are told apart by it."""

    def query(self, *, age: int = 0) -> dict[str, str]:
        """A signed address."""
        timestamp, nonce = str(int(time.time()) - age), secrets.token_hex(5)
        return {
            "signature": self.envelope.sign(timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
        }

    def sealed(self, message: str, query: dict[str, str]) -> tuple[str, dict[str, str]]:
        """The message and its address as they travel."""
        if not self.envelope.safe:
            return message, query
        encrypt = self.envelope.seal(message)
        signed = self.envelope.sign(query["timestamp"], query["nonce"], encrypt)
        more = {"encrypt_type": "aes", "msg_signature": signed}
        return f"<xml><ToUserName>{ACCOUNT}</ToUserName><Encrypt>{encrypt}</Encrypt></xml>", query | more

    async def once(self, message: str, **changes: str) -> httpx.Response:
        """Bring it once; `changes` to the address after it was signed."""
        content, query = self.sealed(message, self.query())
        return await self.http.post(PATH, params=query | changes, content=content.encode())

    async def bring(self, message: str) -> httpx.Response:
        """Bring it, and bring it again where no answer comes in five seconds."""
        for _ in range(TRIES):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WAITS):
                    return await self.once(message)
        raise AssertionError("the person is told: this account is out of service")

    def read(self, answer: httpx.Response) -> str:
        """What the person sees."""
        assert answer.status_code == 200, answer.text
        if answer.text == "success":
            return ""
        root = ElementTree.fromstring(answer.content)
        if self.envelope.safe:
            told = {each.tag: each.text or "" for each in root}
            signed = self.envelope.sign(told["TimeStamp"], told["Nonce"], told["Encrypt"])
            assert told["MsgSignature"] == signed
            root = ElementTree.fromstring(self.envelope.open(told["Encrypt"]))
        told = {each.tag: each.text or "" for each in root}
        assert (told["FromUserName"], told["MsgType"]) == (ACCOUNT, "text"), told
        assert len(told["Content"].encode()) <= 2048
        return told["Content"]


@dataclass
class Side:
    """WeChat's interface: tokens, pictures, subscription notices."""

    media: dict[str, bytes] = field(default_factory=dict)
    subscribed: set[str] = field(default_factory=set)
    sent: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    forced: int = 0
    ended: set[str] = field(default_factory=set)  # tokens that it does not take any more
    busy: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # pictures come when it is set

    def __post_init__(self) -> None:
        """Pictures come at once unless a test says otherwise."""
        self.gate.set()

    def app(self) -> FastAPI:
        """Its doors."""
        app = FastAPI()

        @app.post("/cgi-bin/stable_token")
        async def token(request: Request) -> Any:
            asked = await request.json()
            if (asked["appid"], asked["secret"]) != (APP_ID, SECRET):
                return {"errcode": 40125, "errmsg": "invalid appsecret"}
            if asked["force_refresh"] or not self.tokens:
                self.forced += bool(asked["force_refresh"])
                self.tokens.append(secrets.token_urlsafe(16))
            return {"access_token": self.tokens[-1], "expires_in": 7200}

        @app.get("/cgi-bin/media/get")
        async def get(access_token: str, media_id: str) -> Response:
            await self.gate.wait()
            wrong = self.wrong(access_token) or (0 if media_id in self.media else _GONE)
            if wrong:
                return JSONResponse({"errcode": wrong, "errmsg": "no"})
            return Response(self.media[media_id], media_type="image/jpeg")

        @app.post("/cgi-bin/message/subscribe/bizsend")
        async def send(access_token: str, request: Request) -> Any:
            body = await request.json()
            wrong = self.wrong(access_token)
            if not wrong and body["touser"] not in self.subscribed:
                wrong = _NOT_SUBSCRIBED
            if not wrong:
                self.sent.append(body)
            return {"errcode": wrong, "errmsg": "ok"}

        return app

    def wrong(self, token: str) -> int:
        """What is wrong with a request, if anything."""
        if self.busy:
            return -1
        return 0 if token == (self.tokens or [""])[-1] and token not in self.ended else _STALE


@contextlib.asynccontextmanager
async def side() -> AsyncIterator[tuple[Side, str]]:
    """WeChat's interface, and where it is."""
    made = Side()
    async with listening(made.app()) as address:
        yield made, address
