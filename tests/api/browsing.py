"""Somebody at a browser without scripts: follows links, sends forms, keeps cookies. For tests of staff pages."""

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from tests.patience import until

SITE = "http://huying.test"


@dataclass
class Browser:
    """One person's browser."""

    http: httpx.AsyncClient
    page: str = ""
    status: int = 0

    async def open(self, path: str) -> str:
        """The page at that path, wherever it leads."""
        return self._keep(await self.http.get(path, follow_redirects=True))

    async def until(self, path: str, text: str) -> str:
        """The page at that path, once it holds that."""
        return await until(lambda: self.open(path), lambda page: text in page)

    async def send(self, path: str, **fields: str | list[str]) -> str:
        """The form of the present page with that action, filled in; the page that follows."""
        given = {name: self.hidden(name) for name in ("csrf", "key") if self.hidden(name)}
        answer = await self.http.post(path, data={**given, **fields}, follow_redirects=True)
        return self._keep(answer)

    def hidden(self, name: str) -> str:
        """The value of a hidden field of the present page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return found[1] if found else ""

    def _keep(self, answer: httpx.Response) -> str:
        self.page, self.status = answer.text, answer.status_code
        return self.page


@contextlib.asynccontextmanager
async def browsing(app: FastAPI, account: str | None = None) -> AsyncIterator[Browser]:
    """A browser, signed in by the form if an account is named."""
    headers = {"accept": "text/html"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE, headers=headers) as http:
        browser = Browser(http)
        if account is not None:
            answer = await http.post("/login", data={"username": account, "password": "huying-demo"})
            assert answer.status_code == 303, answer.text
        yield browser
