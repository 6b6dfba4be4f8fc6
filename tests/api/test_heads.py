"""Signed days over HTTP, and what docs/howto/verify.md says to do with them, carried out as it stands there."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from activities.keeping import Keeper
from infra.shelves import keepings_of
from tests.api.stack import Stack

HOWTO = (Path(__file__).parents[2] / "docs" / "howto" / "verify.md").read_text(encoding="utf-8")


async def sign(stack: Stack) -> None:
    """The days up to today, as if tomorrow were over."""
    door = stack.app.state.door
    keepings = keepings_of(door.settings, "Asia/Shanghai", door.story.scale)
    later = datetime.now(UTC) + timedelta(days=2)
    await Keeper(stack.temporal, door.database, keepings, door.now, lambda: later).sign_days()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program in the documentation."""
    found = re.search(r"```python\n(.*?)```", HOWTO, re.DOTALL)
    assert found is not None
    file = tmp_path / "check.py"
    file.write_text(found[1], encoding="utf-8")
    return file


@pytest.fixture
def published() -> Iterator[tuple[str, dict[str, bytes]]]:
    """A web server that answers what a test has put there, and its address."""
    answers: dict[str, bytes] = {}

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in answers else 404)
            self.end_headers()
            self.wfile.write(answers.get(self.path, b""))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", answers
    server.shutdown()
    server.server_close()


async def test_days_are_published_and_whoever_has_the_code_can_prove_a_case(
    stack: Stack, program: Path, published: tuple[str, dict[str, bytes]]
) -> None:
    before = await stack.report("B0102")
    await stack.unit_of(before)
    path = f"/cases/{before.case_no}/proof?code={before.code}"
    assert (await stack.http.get(path)).json()["signed"] is None
    assert (await stack.http.get(f"/cases/{before.case_no}/proof?code=00000000")).status_code == 404
    await sign(stack)

    told: httpx.Response = await stack.http.get(path)
    assert told.status_code == 200, told.text
    proof = told.json()
    day, key = proof["signed"]["day"], (await stack.http.get("/heads/key")).json()
    assert proof["signed"]["head"]["key"] == key["key"]
    head = await stack.http.get(f"/heads/{day}")
    assert head.json() == proof["signed"]["head"]
    listed = (await stack.http.get("/heads?limit=1")).json()
    assert listed["items"][0]["day"] == listed["next_cursor"] > day
    older = (await stack.http.get(f"/heads?cursor={listed['next_cursor']}")).json()
    assert (older["items"][0]["day"], older["next_cursor"]) == (day, None)
    assert before.case_no not in head.text + str(listed)
    file = stack.app.state.door.settings.paths.data / "heads" / f"{day}.json"
    assert file.read_bytes() == head.content
    assert (await stack.http.get("/heads/1999-12-31")).status_code == 404
    assert (await stack.http.get("/heads/yesterday")).status_code == 422

    address, answers = published
    answers |= {
        f"/api/v1{path}": told.content,
        "/api/v1/heads/key": json.dumps(key).encode(),
        f"/api/v1/heads/{day}": head.content,
    }

    async def run(key: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(program), address, before.case_no, before.code, key]
        return await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=30)  # type: ignore[call-overload,no-any-return]

    good = await run(key["key"])
    assert (good.returncode, good.stderr) == (0, ""), good.stderr
    assert day in good.stdout
    assert "InvalidSignature" in (await run("1" * 64)).stderr
    answers[f"/api/v1{path}"] = json.dumps({**proof, "digests": ["0" * 64, *proof["digests"][1:]]}).encode()
    assert "not those that were signed" in (await run(key["key"])).stderr
    other = {**proof["signed"], "path": [{"side": "left", "hash": "0" * 64}]}
    answers[f"/api/v1{path}"] = json.dumps({**proof, "signed": other}).encode()
    assert "not in the day" in (await run(key["key"])).stderr
    bent = {**proof["signed"], "head": {**proof["signed"]["head"], "events": 10_000}}
    answers[f"/api/v1{path}"] = json.dumps({**proof, "signed": bent}).encode()
    assert "InvalidSignature" in (await run(key["key"])).stderr
