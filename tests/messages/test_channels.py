"""Each channel against something real that listens: what it is sent, and what nobody may find of it afterwards."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.signature import verify
from infra import wechat
from infra.wechat_envelope import Envelope
from tests.channels.wechat import APP_ID, SECRET, TEMPLATE, TOKEN, side
from tests.messages.conftest import PHONE, SIGNED_BY, Street, invitation, order


async def test_a_text_message_is_signed_keyed_and_leaves_no_number_behind(street: Street) -> None:
    street.with_sms()
    play = await street.case(phone="138-7391 0001", description="渗水")
    notice = invitation(play, street.now)
    await street.put(notice)
    assert (await street.send()).sent == 1
    (taken,) = street.gateway.taken
    no = play.open.case_no
    text = taken.body["message"]["content"]
    assert (taken.body["mobile"], taken.body["message"]["id"], taken.key) == (PHONE, notice.key, notice.key)
    assert text.endswith(f"https://street.test/c/{no}?code={street.numbers.track_code(no)}")
    assert no in text
    assert "楼道渗水" in text
    assert verify(SIGNED_BY, taken.raw, taken.signature, datetime.now(UTC).timestamp())
    (row,) = (await street.rows()).values()
    assert (row.state, row.channel) == ("sent", "sms")
    kept = str(row)
    assert not [mark for mark in (PHONE, "138", street.numbers.track_code(no)) if mark in kept]


async def test_a_text_is_never_more_than_a_text(street: Street) -> None:
    street.with_sms()
    play = await street.case(phone=PHONE)
    await street.put(replace(invitation(play, street.now), item_name='"}, "mobile": "1{phone}"'))
    await street.send()
    assert street.gateway.taken[0].body["mobile"] == PHONE
    assert "1{phone}" in street.gateway.taken[0].body["message"]["content"]


async def test_who_came_by_wechat_is_asked_to_rate_there(street: Street) -> None:
    fields = {"number": "character_string1", "matter": "thing2"}
    street.with_sms()
    async with side() as (theirs, address):
        account = wechat.WeChat(wechat.Account(Envelope(APP_ID, TOKEN), SECRET, address, TEMPLATE, fields))
        theirs.subscribed.add("o-1")
        street.ways = replace(street.ways, wechat=account)
        told = ({"phone": PHONE, "openid": "o-1"}, {"phone": PHONE, "openid": "o-2"}, {"openid": "o-2"})
        plays = [await street.case(**one) for one in told]
        await street.put(*(invitation(play, street.now) for play in plays))
        linked = replace(invitation(plays[0], street.now), key="T:1:reporter", what="linked", why="split")
        await street.put(linked)
        await street.send()
        await account.aclose()
    (sent,) = theirs.sent
    first = plays[0].open.case_no
    assert (sent["touser"], sent["data"]["character_string1"]["value"]) == ("o-1", first)
    assert sent["page"].startswith(f"https://street.test/c/{first}?code=")
    rows = [(row.state, row.channel, row.error) for row in (await street.rows()).values()]
    # the second's number is as good, the third has none; and WeChat's template is for rating alone
    assert rows == [
        ("sent", "wechat", ""),
        ("sent", "sms", ""),
        ("no_channel", "wechat", "errcode 43101"),
        ("sent", "sms", ""),
    ]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (wechat.WeChatAway("errcode -1"), "failed"),
        (wechat.WeChatRefused(40037), "dead"),
        (KeyError(), "failed"),
    ],
)
async def test_what_an_error_of_wechat_s_means(street: Street, error: Exception, state: str) -> None:
    class Account:
        async def invite(self, openid: str, words: Mapping[str, str], link: str) -> None:
            raise error

    street.ways = replace(street.ways, wechat=Account())
    await street.put(invitation(await street.case(openid="o-1"), street.now))
    await street.send()
    (row,) = (await street.rows()).values()
    assert (row.state, row.error) == (state, str(error) or "KeyError")


async def test_an_address_that_fails_gives_way_to_the_next(street: Street) -> None:
    street.ways = replace(street.ways, units={"guanli": (f"{street.here}/first", f"{street.here}/second")})
    street.gateway.codes = [500]
    await street.put(order("SGH-1", "guanli", street.now))
    await street.send()
    assert [taken.path for taken in street.gateway.taken] == ["/first", "/second"]
    assert [(row.state, row.channel) for row in (await street.rows()).values()] == [("sent", "apprise")]
    street.gateway.codes = [500, 500]
    await street.put(order("SGH-2", "guanli", street.now))
    await street.send()
    assert (await street.rows())["SGH-2:9:guanli"].error == "not taken"
