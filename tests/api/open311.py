"""Open311 over the wire, as somebody else's app speaks it: a live port, and every XML answer held to our own XSD."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

import httpx
import xmlschema
from fastapi import FastAPI

from api.serving import Config, Server
from tests.conftest import ROOT
from tests.patience import PATIENCE, until

KEY = "huying-demo"
BASE = "http://huying.test/open311/v2"
POINT = {"lat": "30.5504", "long": "114.3417"}
LAMP = "B0501"


@cache
def schema() -> xmlschema.XMLSchema:
    """What `docs/reference/open311.xsd` says."""
    return xmlschema.XMLSchema(ROOT / "docs" / "reference" / "open311.xsd")


class Client:
    """A client without a library; `json` and `xml` both ask and check the form of what comes."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx.ASGITransport(app)
        self.http = httpx.AsyncClient(transport=transport, base_url=BASE)

    async def json(self, path: str, status: int = 200, /, **query: str) -> Any:
        """The JSON of `path`."""
        return self.read(await self.http.get(f"{path}.json", params=query), status)

    async def xml(self, path: str, status: int = 200, /, **query: str) -> Any:
        """The XML of `path`, valid, as a dictionary."""
        return self.read(await self.http.get(f"{path}.xml", params=query), status)

    async def post(self, path: str, status: int = 200, /, **fields: str | list[str]) -> Any:
        """Post a form with the key of the demo, unless another is given."""
        form = urlencode({"api_key": KEY, **fields}, doseq=True)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self.read(await self.http.post(path, content=form, headers=headers), status)

    async def file(self, **fields: str | list[str]) -> str:
        """Report and give the number."""
        said = await self.post("requests.json", **{"service_code": LAMP, **POINT, **fields})
        return str(said[0]["service_request_id"])

    async def until(self, number: str, **wanted: str) -> dict[str, Any]:
        """The request as the client that filed it sees it, once these extended attributes are so."""
        found = await until(
            lambda: self.json(f"requests/{number}", api_key=KEY, extensions="true"),
            lambda shown: wanted.items() <= shown[0]["extended_attributes"].items(),
        )
        return dict(found[0])

    @staticmethod
    def read(answer: httpx.Response, status: int = 200) -> Any:
        """What it says; the media type, the encoding and the XML are as they must be."""
        assert answer.status_code == status, answer.text
        if answer.headers["content-type"] == "application/json; charset=utf-8":
            return answer.json()
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        assert answer.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
        schema().validate(answer.text)
        return schema().to_dict(answer.text)


@contextlib.asynccontextmanager
async def listening(app: FastAPI, **more: Any) -> AsyncIterator[str]:
    """The application on a port of its own, for clients that know nothing of ASGI; gives its address."""
    server = Server(Config(app, port=0, lifespan="off", loop="asyncio", **more), app)
    running = asyncio.create_task(server.serve())
    end = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < end
        assert not running.done()
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
