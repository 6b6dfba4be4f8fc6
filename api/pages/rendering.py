"""From a template and values to a page in the reader's language and size. For every page module.

`?lang=en` and `?elder=1` on any page switch, and a cookie remembers.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from api.door import Door, door_of
from api.pages import moments
from api.pages.language import LANGUAGES, Language, translations

TEMPLATES = Path(__file__).parent / "templates"
DIST = Path(__file__).parents[2] / "web" / "dist"
LANG, ELDER, SAID = "huying-lang", "huying-elder", "huying-said"
_REMEMBERED = 365 * 24 * 3600  # seconds
_LONGEST_SAID = 300
Tone = Literal["good", "bad", "warn"]


@dataclass(frozen=True)
class Page:
    """One request for a page: whose language and size, and the way to answer."""

    request: Request
    door: Door
    language: Language
    elder: bool

    def say(self, text: str, **values: object) -> str:
        """A Chinese text of ours in the reader's language, its `{names}` filled in."""
        said = translations(self.language).gettext(text)
        return said.format(**values) if values else said

    def word(self, label: str) -> str:
        """One of the rules' words in the reader's language: a `domain.labels.Label` has both."""
        return str(getattr(label, "en", label)) if self.language == "en" else str(label)

    def html(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The page. What was to be said since the last one is said at its top, once."""
        said = _said(self.request.cookies.get(self._named(SAID)))
        response = HTMLResponse(self.text(template, said=said, **values), status)
        self._remember(response)
        if said:
            secure = self.request.url.scheme == "https"
            response.delete_cookie(self._named(SAID), httponly=True, samesite="lax", secure=secure)
        return response

    def text(self, template: str, **values: Any) -> str:
        """The template alone, as a part of a page for htmx or an event stream."""
        now = self.door.now()
        given = {"page": self, "city": self.door.city, "now": now, "said": None, **values}
        return environment(self.language).get_template(template).render(given)

    def go(self, path: str, said: str = "", tone: Tone = "good") -> Response:
        """After a POST: to that page of ours, which says what happened."""
        response = RedirectResponse(path, 303)
        self._remember(response)
        if said:
            told = json.dumps([tone, said[:_LONGEST_SAID]]).encode()
            self._cookie(response, SAID, base64.urlsafe_b64encode(told).decode(), 60)
        return response

    def here(self, **changed: str) -> str:
        """This very page with some query parameters changed; after a POST, its address without any."""
        asked = dict(self.request.query_params) if self.request.method == "GET" else {}
        return f"{self.request.url.path}?{urlencode(asked | changed)}"

    def at(self, path: str) -> bool:
        """Whether this is that page or one below it."""
        asked = self.request.url.path
        return asked == path or (path != "/" and asked.startswith(f"{path}/"))

    def _remember(self, response: Response) -> None:
        asked = self.request.query_params
        if "lang" in asked:
            self._cookie(response, LANG, self.language, _REMEMBERED)
        if "elder" in asked:
            self._cookie(response, ELDER, "1" if self.elder else "0", _REMEMBERED)

    def _named(self, name: str) -> str:
        return named(self.request, name)

    def _cookie(self, response: Response, name: str, value: str, seconds: int) -> None:
        secure = self.request.url.scheme == "https"
        response.set_cookie(
            self._named(name), value, max_age=seconds, httponly=True, samesite="lax", secure=secure
        )


def named(request: Request, name: str) -> str:
    """A cookie of ours: over https by a name that browsers take from this very host alone."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def page_of(request: Request) -> Page:
    """The page of this request."""
    asked, kept = request.query_params, request.cookies
    language = asked.get("lang") or kept.get(named(request, LANG)) or "zh"
    elder = asked.get("elder") or kept.get(named(request, ELDER)) or "0"
    known = language if language in LANGUAGES else "zh"
    return Page(request, door_of(request), known, elder == "1")


PageDep = Annotated[Page, Depends(page_of)]


class _Compiled(BytecodeCache):
    """Templates are the same in both languages: each is compiled once."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """As its parent asks."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """As its parent asks."""
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@cache
def environment(language: Language) -> Environment:
    """The templates in one language; everything that is put into them is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=_COMPILED,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    install: Callable[..., None] = made.install_gettext_translations  # type: ignore[attr-defined]
    install(translations(language), newstyle=False)
    made.globals["asset"] = asset
    made.filters |= moments.FILTERS
    return made


def asset(name: str) -> str:
    """The address of a built file, with its mark so that browsers may keep it."""
    mark = _marks().get(name)
    return f"/static/{name}?v={mark}" if mark else f"/static/{name}"


@cache
def _marks() -> dict[str, str]:
    try:
        marks: dict[str, str] = json.loads((DIST / "marks.json").read_text())
    except FileNotFoundError:  # not built: pages work without scripts and look plain
        return {}
    return marks


def _said(cookie: str | None) -> tuple[str, str] | None:
    if not cookie:
        return None
    try:
        tone, text = json.loads(base64.urlsafe_b64decode(cookie))
    except (ValueError, binascii.Error):
        return None
    return (tone if tone in ("good", "bad", "warn") else "good", str(text)[:_LONGEST_SAID])
