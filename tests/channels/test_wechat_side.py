"""WeChat's interface as we call it: tokens, pictures, subscription notices; against its simulator over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from infra import wechat
from infra.wechat import Account, WeChat, WeChatAway, WeChatRefused
from infra.wechat_envelope import Envelope
from tests.channels.wechat import APP_ID, SECRET, TEMPLATE, TOKEN, Side, side

FIELDS = {"number": "character_string1", "matter": "thing2"}
LINK = "https://huying.test/c/SGH-20261009-00000000?code=00000000"
WORDS = {"number": "SGH-20261009-00000000", "matter": "路灯不亮", "more": "没有这一栏"}


@dataclass
class Line:
    """We, and they."""

    ours: WeChat
    theirs: Side
    address: str


@pytest_asyncio.fixture(loop_scope="session")
async def line() -> AsyncIterator[Line]:
    """A line to a WeChat of one's own."""
    async with side() as (theirs, address):
        ours = WeChat(account(address))
        yield Line(ours, theirs, address)
        await ours.aclose()


def account(address: str, secret: str = SECRET, template: str | None = TEMPLATE) -> Account:
    """The account, as it is entered."""
    return Account(Envelope(APP_ID, TOKEN), secret, address, template, FIELDS)


async def test_an_invitation_is_a_subscription_notice(line: Line) -> None:
    line.theirs.subscribed.add("o1")
    await line.ours.invite("o1", WORDS, LINK)
    (sent,) = line.theirs.sent
    assert (sent["touser"], sent["template_id"], sent["page"]) == ("o1", TEMPLATE, LINK)
    assert sent["data"] == {
        "character_string1": {"value": WORDS["number"]},
        "thing2": {"value": "路灯不亮"},
    }


async def test_what_is_too_long_for_its_field_is_cut(line: Line) -> None:
    line.theirs.subscribed.add("o1")
    await line.ours.invite("o1", {"matter": "路" * 30}, LINK)
    assert line.theirs.sent[0]["data"]["thing2"]["value"] == f"{'路' * 19}…"


async def test_without_a_template_nobody_is_invited(line: Line) -> None:
    ours = WeChat(account(line.address, template=None))
    await ours.invite("o1", WORDS, LINK)
    assert line.theirs.tokens == []
    await ours.aclose()


async def test_who_did_not_subscribe_is_not_bothered(line: Line) -> None:
    with pytest.raises(WeChatRefused, match="43101"):
        await line.ours.invite("o2", WORDS, LINK)


async def test_one_token_for_all_who_wait(line: Line) -> None:
    line.theirs.media["m"] = b"\xff\xd8picture"
    got = await asyncio.gather(*(line.ours.fetch_media("m") for _ in range(8)))
    assert set(got) == {b"\xff\xd8picture"}
    assert (len(line.theirs.tokens), line.theirs.forced) == (1, 0)


async def test_a_token_that_ended_early_is_replaced_once(line: Line) -> None:
    line.theirs.media["m"] = b"picture"
    await line.ours.fetch_media("m")
    line.theirs.ended.add(line.theirs.tokens[-1])
    await asyncio.gather(*(line.ours.fetch_media("m") for _ in range(4)))
    assert (len(line.theirs.tokens), line.theirs.forced) == (2, 1)
    line.theirs.tokens.append("of another process")
    assert await line.ours.fetch_media("m") == b"picture"
    assert line.theirs.forced == 1


async def test_a_token_is_asked_for_anew_before_it_ends(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.theirs.media["m"] = b"picture"
    monkeypatch.setattr(wechat, "EARLY", 7200.0)
    await line.ours.fetch_media("m")
    line.theirs.tokens.append("newer")
    assert await line.ours.fetch_media("m") == b"picture"
    assert line.theirs.forced == 0


async def test_a_token_that_never_holds_is_a_refusal(line: Line) -> None:
    line.theirs.wrong = lambda token: 40001  # type: ignore[method-assign]
    with pytest.raises(WeChatRefused, match="40001"):
        await line.ours.fetch_media("m")


async def test_a_picture_that_is_gone(line: Line) -> None:
    with pytest.raises(WeChatRefused, match="40007"):
        await line.ours.fetch_media("m")


async def test_a_picture_that_is_too_large_is_not_read_to_its_end(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat, "MOST_BYTES", 1000)
    line.theirs.media |= {"fits": b"x" * 1000, "not": b"x" * 1001}
    assert len(await line.ours.fetch_media("fits")) == 1000
    with pytest.raises(WeChatRefused, match="45001"):
        await line.ours.fetch_media("not")


async def test_busy_and_away_are_to_be_tried_again(line: Line) -> None:
    line.theirs.busy = True
    with pytest.raises(WeChatAway):
        await line.ours.fetch_media("m")
    nobody = WeChat(account("http://127.0.0.1:9"))
    with pytest.raises(WeChatAway):
        await nobody.invite("o1", WORDS, LINK)
    await nobody.aclose()


async def test_what_takes_too_long_is_away(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.theirs.media["m"] = b"picture"
    await line.ours.fetch_media("m")
    line.theirs.gate.clear()
    monkeypatch.setattr(wechat, "PATIENCE", 0.0)
    with pytest.raises(WeChatAway):
        await line.ours.fetch_media("m")
    line.theirs.gate.set()


async def test_a_wrong_secret_is_a_refusal_and_shows_nowhere(line: Line) -> None:
    wrong = account(line.address, secret="my-secret")
    ours = WeChat(wrong)
    with pytest.raises(WeChatRefused, match="40125") as caught:
        await ours.fetch_media("m")
    assert "my-secret" not in f"{wrong!r}{caught.value!r}{ours!r}"
    await ours.aclose()
