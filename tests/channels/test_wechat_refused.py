"""What is not WeChat's is refused: signatures, age, replays, bombs, size; in safe mode and in plain mode."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from api.channels.wechat import checking, words
from api.channels.wechat.checking import FRESH, Seen
from api.errors import Problem
from api.main import create_app
from infra.wechat_envelope import Envelope
from tests.api.conftest import BASE, demo_settings
from tests.api.stack import refused
from tests.channels.conftest import wechat_settings
from tests.channels.wechat import ACCOUNT, AES_KEY, APP_ID, PATH, TOKEN, Person, Post

NOWHERE = "http://127.0.0.1:9"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": f'<!DOCTYPE xml [<!ENTITY l0 "ha">{LAUGHS}]><xml><Content>&l9;</Content></xml>',
    "file": '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml><Content>&f;</Content></xml>',
    "address": f'<!DOCTYPE xml [<!ENTITY % d SYSTEM "{NOWHERE}/d">%d;]><xml/>',
    "DTD": f'<!DOCTYPE xml SYSTEM "{NOWHERE}/d"><xml/>',
    "entity": "<xml><Content>&nothing;</Content></xml>",
    "half": "<xml><Content>",
    "no XML": '{"MsgType": "text"}',
    "nothing": "",
    "no sender": "<xml><MsgType>text</MsgType><MsgId>1</MsgId></xml>",
    "other encoding": '<?xml version="1.0" encoding="no-such"?><xml/>',
}


@pytest_asyncio.fixture(loop_scope="session", scope="module", params=["safe", "plain"])
async def post(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Post]:
    """The callback of an installation without Temporal, in one of the two modes."""
    key = AES_KEY if request.param == "safe" else None
    settings = wechat_settings(tmp_path_factory.mktemp("refused"), NOWHERE, wechat_aes_key=key)
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http,
    ):
        yield Post(http, Envelope(APP_ID, TOKEN, key))


def hello() -> str:
    """A message of somebody new."""
    return Person(Post(httpx.AsyncClient(), Envelope(APP_ID, TOKEN))).message(MsgType="text", Content="帮助")


async def test_the_address_is_proven(post: Post) -> None:
    echo = secrets.token_hex(8)
    answer = await post.http.get(PATH, params=post.query() | {"echostr": echo})
    assert (answer.status_code, answer.text) == (200, echo)
    for name in ("signature", "timestamp", "nonce"):
        wrong = post.query() | {"echostr": echo, name: "1"}
        refused(await post.http.get(PATH, params=wrong), 403, "signature")
    refused(await post.http.get(PATH), 403, "signature")


async def test_a_message_is_answered(post: Post) -> None:
    assert post.read(await post.once(hello())) == words.HELP


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce"])
async def test_a_wrong_signature_is_refused(post: Post, name: str) -> None:
    with capture_logs() as lines:
        refused(await post.once(hello(), **{name: "0"}), 403, "signature")
    assert [line["event"] for line in lines] == ["refused"]


@pytest.mark.parametrize("minutes", [-6, 6, 600])
async def test_an_old_one_is_refused(post: Post, minutes: int) -> None:
    content, query = post.sealed(hello(), post.query(age=minutes * 60))
    refused(await post.http.post(PATH, params=query, content=content.encode()), 403, "stale")


async def test_the_same_again_is_taken_and_with_another_body_refused(post: Post) -> None:
    message, query = hello(), post.query()
    content, signed = post.sealed(message, query)
    first = await post.http.post(PATH, params=signed, content=content.encode())
    again = await post.http.post(PATH, params=signed, content=content.encode())
    assert post.read(first) == post.read(again) == words.HELP
    other = content.replace("</xml>", "<More>1</More></xml>")
    refused(await post.http.post(PATH, params=signed, content=other.encode()), 403, "replayed")


async def test_a_proof_of_the_address_proves_no_message(post: Post) -> None:
    query = post.query()
    assert (await post.http.get(PATH, params=query | {"echostr": "1"})).status_code == 200
    answer = await post.http.post(PATH, params=query, content=hello().encode())
    assert refused(answer, 403, "replayed")


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
async def test_bombs_do_not_go_off(post: Post, bomb: str) -> None:
    content, query = bomb, post.query()
    with capture_logs() as lines:
        refused(await post.http.post(PATH, params=query, content=content.encode()), *expected(post, bomb))
    assert [line["event"] for line in lines] == ["refused"]
    inner, signed = post.sealed(bomb, post.query())
    refused(await post.http.post(PATH, params=signed, content=inner.encode()), 400, "malformed")


def expected(post: Post, bomb: str) -> tuple[int, str]:
    """In safe mode what can be read but is not sealed is not signed either."""
    readable = bomb in (BOMBS["no sender"], BOMBS["other encoding"])
    return (403, "signature") if post.envelope.safe and readable else (400, "malformed")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 5_000_000])
async def test_a_huge_body_is_not_read(post: Post, size: int) -> None:
    async def stream() -> AsyncIterator[bytes]:
        yield b"x" * size

    for content in (b"x" * size, stream()):
        refused(await post.http.post(PATH, params=post.query(), content=content), 413, "too_large")


async def test_what_came_over_binary_is_refused(post: Post) -> None:
    answer = await post.http.post(PATH, params=post.query(), content=b"<xml>\xff\xfe</xml>")
    refused(answer, 400, "malformed")


async def test_an_account_with_a_key_takes_nothing_plain(post: Post) -> None:
    if post.envelope.safe:
        plain = Post(post.http, Envelope(APP_ID, TOKEN))
        refused(await plain.once(hello()), 403, "signature")


async def test_what_is_sealed_otherwise_is_refused(post: Post) -> None:
    if post.envelope.safe:
        for sealed in (Envelope("another", TOKEN, AES_KEY), Envelope(APP_ID, TOKEN, "k" * 43)):
            refused(await Post(post.http, sealed).once(hello()), 403, "sealed")
        refused(await post.once(hello(), msg_signature="0" * 40), 403, "signature")


async def test_without_an_account_there_is_no_such_address(tmp_path_factory: pytest.TempPathFactory) -> None:
    app = create_app(demo_settings(tmp_path_factory.mktemp("none")))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE) as http,
    ):
        other = Post(http, Envelope(APP_ID, TOKEN))
        refused(await other.once(hello()), 404, "unknown")
        refused(await http.get(PATH, params=other.query()), 404, "unknown")


async def test_without_temporal_a_report_waits_for_it(post: Post) -> None:
    person = Person(post)
    await person.say("路灯不亮")
    await person.say("东湖路社区")
    assert (await person.say("0")).startswith("已受理")


async def test_in_plain_mode_the_answer_is_plain(post: Post) -> None:
    answer = await post.once(hello())
    assert (ACCOUNT in answer.text) is not post.envelope.safe
    assert ("Encrypt" in answer.text) is post.envelope.safe


async def test_what_was_seen_is_forgotten_when_it_does_not_count_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen, now = Seen(), datetime(2026, 10, 9, tzinfo=UTC)
    monkeypatch.setattr(checking, "MOST", 2)
    assert seen.same(("a",), b"1", now)
    assert seen.same(("b",), b"1", now)
    assert not seen.same(("b",), b"2", now)
    with pytest.raises(Problem, match="503"):
        seen.same(("c",), b"1", now + FRESH)
    assert seen.same(("c",), b"1", now + 3 * FRESH)
