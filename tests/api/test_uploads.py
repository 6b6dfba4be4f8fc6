"""Files sent in to do harm: refused at once in the sender's words, whatever they call themselves; nothing is kept."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Callable
from io import BytesIO

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from api import middleware
from api.sheets import csv_of
from tests.api import bombs
from tests.api.conftest import SignIn

AT_ONCE = 8.0
"""Seconds in which even a slow machine has seen what it is: a bomb that goes off takes minutes, or all memory."""
HUGE = 65_000
BOMBS: dict[str, Callable[[], bytes]] = {
    "png that claims four thousand million pixels": lambda: bombs.png(HUGE, HUGE, pixels()),
    "png a million pixels wide": lambda: bombs.png(1_000_000, 100, pixels()),
    "png without pixels": lambda: bombs.png(8000, 8000),
    "jpeg that claims four thousand million pixels": lambda: bombs.jpeg(HUGE, HUGE),
    "jpeg over our measure": lambda: bombs.jpeg(9000, 9000),
    "webp with a canvas without end": lambda: bombs.webp(16_000, 16_000),
    "gif": lambda: bombs.drawn("GIF"),
    "gif of two thousand frames": lambda: bombs.moving("GIF", 2000),
    "bmp": lambda: bombs.drawn("BMP"),
    "tiff": lambda: bombs.drawn("TIFF"),
    "ico": lambda: bombs.drawn("ICO"),
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg after a declaration": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'
    ),
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "pdf": lambda: b"%PDF-1.7\n" + b"0" * 500,
    "zip": lambda: bombs.workbook(a=b"x"),
    "eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "half a jpeg": lambda: bombs.drawn("JPEG", (900, 900))[:700],
    "half a png": lambda: bombs.drawn("PNG", (900, 900))[:300],
    "half a webp": lambda: bombs.drawn("WEBP", (900, 900))[:60],
    "a head alone": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "nothing": lambda: b"",
}
"""Made where they are sent: some cost a second."""


def pixels() -> bytes:
    """Sixty megabytes of pixels in sixty kilobytes."""
    return zlib.compress(b"\0" * 60_000_000, 9)


async def send(http: httpx.AsyncClient, content: bytes, mime: str = "image/jpeg") -> httpx.Response:
    """As a photo of a phone."""
    return await http.post("/photos", files={"file": ("../../etc/IMG_1.jpg\r\nX: y", content, mime)})


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_refused_before_it_goes_off(http: httpx.AsyncClient, app: FastAPI, name: str) -> None:
    kept = app.state.door.settings.paths.data / "photos"
    sent, before = BOMBS[name](), sorted(kept.rglob("*"))
    began = time.monotonic()
    answer = await send(http, sent)
    assert time.monotonic() - began < AT_ONCE
    assert (answer.status_code, answer.headers["content-type"]) in (
        (413, "application/problem+json"),
        (422, "application/problem+json"),
    )
    assert sorted(kept.rglob("*")) == before


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
async def test_of_a_moving_picture_the_first_is_kept(
    http: httpx.AsyncClient, app: FastAPI, form: str
) -> None:
    sent = bombs.moving(form, 300)
    answer = await send(http, sent)
    assert answer.status_code == 200, answer.text
    door = app.state.door
    case_no = door.numbers.random(door.now().date())
    door.photos.keep(case_no, [answer.json()["id"]])
    with Image.open(BytesIO(door.photos.read(case_no, answer.json()["id"], "whole"))) as image:
        assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/x-php", ""])
async def test_of_two_things_in_one_file_the_picture_alone_is_kept(
    http: httpx.AsyncClient, app: FastAPI, mime: str
) -> None:
    hidden = b"<script>alert(1)</script><?php system($_GET['c']); ?>" + bombs.workbook(evil=b"x")
    answer = await send(http, bombs.drawn("JPEG") + hidden, mime)
    assert answer.status_code == 200, answer.text
    door = app.state.door
    case_no = door.numbers.random(door.now().date())
    door.photos.keep(case_no, [answer.json()["id"]])
    kept = door.photos.read(case_no, answer.json()["id"], "whole")
    assert kept.startswith(b"\xff\xd8")
    assert b"script" not in kept
    assert b"PK\x03\x04" not in kept


SHEETS: dict[str, Callable[[], bytes]] = {
    "packs a hundred megabytes": lambda: bombs.workbook(xl__workbook=b"\0" * 100_000_000),
    "lies about how much it packs": lambda: bombs.lying_workbook(100_000_000),
    "has ten thousand parts": lambda: bombs.workbook(**{f"p{n}": b"" for n in range(10_000)}),
    "names entities": lambda: bombs.workbook(
        **{
            "[Content_Types].xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "xl__workbook.xml": b"<a/>",
        }
    ),
    "is no archive": lambda: b"PK\x03\x04" + b"x" * 500,
    "is a picture": lambda: bombs.drawn("PNG"),
}


@pytest.mark.parametrize("name", SHEETS)
async def test_a_workbook_that_is_a_bomb_is_refused(
    http: httpx.AsyncClient, signed_in: SignIn, name: str
) -> None:
    sent = SHEETS[name]()
    began = time.monotonic()
    with pytest.raises(Exception, match="无法读取"):
        csv_of("units.xlsx", sent)
    files = {"file": ("a.xlsx", sent, "application/octet-stream")}
    header, source = await signed_in("street-intake"), {"source": "hotline"}
    answer = await http.post("/referrals/upload", files=files, data=source, headers=header)
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "file"), answer.text
    assert time.monotonic() - began < AT_ONCE


async def test_no_body_is_read_beyond_its_measure_announced_or_not(
    http: httpx.AsyncClient, signed_in: SignIn
) -> None:
    header = await signed_in("street-chief")
    described = (await http.get("/openapi.json")).json()["paths"]
    paths = [path for path, ways in described.items() if "post" in ways]
    sent = 0

    async def endless(piece: int) -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += piece
            yield b" " * piece

    for path in [*paths, "/report", "/login", "/logout", "/city"]:
        most = middleware._most(path)
        url, kind = f"http://huying.test{path}", "application/json"
        kinds = described.get(path, {}).get("post", {}).get("requestBody", {}).get("content", {})
        if kinds and kind not in kinds:
            kind = next(iter(kinds)) + ("; boundary=x" if next(iter(kinds)) == "multipart/form-data" else "")
        announced = await http.post(
            url,
            headers={**header, "content-length": str(most + 1), "content-type": kind},
            content=endless(most // 8),
        )
        assert announced.status_code == (400 if path.startswith("/open311") else 413), path
        sent = 0
        answer = await http.post(url, headers={**header, "content-type": kind}, content=endless(most // 8))
        assert answer.status_code in (400, 401, 403, 404, 413, 422), (path, answer.status_code)
        assert sent <= most + most // 4, path


async def test_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    answers: list[int] = []

    async def reads(scope: object, receive: object, send: object) -> None:
        await receive()  # type: ignore[operator]

    async def never() -> dict[str, object]:
        await asyncio.Event().wait()
        return {}

    shown = middleware.BodyLimit(reads, shown=lambda _, problem: problem, patience=0.01)  # type: ignore[arg-type, return-value]
    scope = {"type": "http", "path": "/api/v1/reports", "headers": []}
    with pytest.raises(middleware.errors.Problem) as refused:
        await shown(scope, never, answers.append)  # type: ignore[arg-type]
    assert (refused.value.status_code, refused.value.code) == (408, "too_slow")
