"""IP 电话: a simulated telephone system over real HTTP rings up, takes keys, and tells callers how far it is."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from api.channels.ivr.calling import CALLER
from api.reading import read
from domain.policy import City
from readmodel.reveals import list_reveals
from tests.api.stack import Case, refused
from tests.api.telephone import PHONES, SECRET, Caller, Street, Telephone
from tests.conftest import ROOT
from tests.pages.town import Town, open_town

AFTERNOON, NOON, NIGHT = 15, 12, 21


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory, city: City) -> AsyncIterator[Town]:
    """One installation with a telephone system."""
    async with open_town(tmp_path_factory.mktemp("ivr"), city, ivr_secret=SECRET) as opened:
        yield opened


@pytest.fixture
def street(town: Town) -> Street:
    """The town, whose clock only goes on; what was reported before is over."""
    return Street(town, Telephone(town.stack.http, town.door.clock))


async def test_a_key_is_the_reporter_s_own_rating(street: Street) -> None:
    caller = Caller(keys="91")  # a slip first
    case, phone = await street.to_rate(caller)
    assert (await street.telephone.next())["call"] is None  # people may first rate by page
    await street.at(AFTERNOON, case)
    rang = await street.telephone.ring_once()
    assert rang is not None
    assert (rang[0], rang[1].status_code) == (phone, 200)
    assert rang[1].json() == {"case_no": case.case_no, "rated": 5, "say": "谢谢您的评价，再见。"}
    view = await street.town.stack.until(case, "closed")
    assert view["timeline"][-2]["text"] == "已评价：非常满意（电话按键）"
    (rating,) = (await street.whole(case)).ratings
    assert (rating.result, rating.by_staff) == (5, False)
    assert "您10月9日反映的事项，编号二零二六幺零零九，" in caller.heard[0]
    assert "非常满意请按1，满意请按2" in caller.heard[0]
    assert "王小明" not in caller.heard[0]
    assert caller.heard[1] == "没有听清，请再按一次。"
    shown = await read(street.town.app.state.door, lambda session: list_reveals(session, case.case_no))
    assert [row.account for row in shown.items] == [CALLER]
    assert (await street.telephone.next())["call"] is None


async def test_who_is_not_satisfied_says_why_and_the_work_begins_again(street: Street) -> None:
    caller = Caller(keys="51")
    case, _ = await street.to_rate(caller)
    await street.at(AFTERNOON, case)
    assert await street.telephone.ring_once() is not None
    await street.town.stack.until(case, "called", "handling")
    assert (await street.whole(case)).round == 2
    assert "未解决请按1" in caller.heard[1]


async def test_three_tries_at_other_hours_and_then_never_again(street: Street) -> None:
    case, phone = await street.to_rate(Caller(keys=""))  # answers and presses nothing
    stack = street.town.stack
    for times, hour in enumerate((15, 9, 18), 1):
        await street.at(hour, case)
        rang = await street.telephone.ring_once()
        assert rang is not None
        assert (rang[0], rang[1].status_code, rang[1].json()["rated"]) == (phone, 200, None)
        await street.tried(case, times)
        assert await street.telephone.ring_once() is None  # not again at this hour
    await street.at(11, case)
    assert await street.telephone.ring_once() is None
    told = [line["text"] for line in (await stack.see(case))["timeline"]]
    assert told[-3:] == [f"第 {n} 次电话回访：接听未按键" for n in (1, 2, 3)]
    assert (await street.whole(case)).ratings == ()  # no key, no rating
    await street.rate(case)


@pytest.mark.parametrize("outcome", ["declined", "wrong_number"])
async def test_who_declined_is_not_rung_up_again(street: Street, outcome: str) -> None:
    case, _ = await street.to_rate(Caller(outcome))
    await street.at(AFTERNOON, case)
    assert await street.telephone.ring_once() is not None
    await street.tried(case, 1)
    await street.at(9, case)
    assert await street.telephone.ring_once() is None
    await street.rate(case)


async def test_nobody_at_noon_and_at_night(street: Street) -> None:
    case, _ = await street.to_rate(Caller(keys="1"))
    for hour, minute, hours in ((NOON, 0, 2.0), (13, 59, 1 / 60), (NIGHT, 0, 11.5), (8, 29, 1 / 60)):
        await street.at(hour, case, minute=minute)
        said = await street.telephone.next()
        assert said["call"] is None
        assert hours * 3600 - 30 < said["wait_seconds"] < hours * 3600
    await street.at(14, case)
    assert await street.telephone.ring_once() is not None
    await street.town.stack.until(case, "closed")


async def test_of_two_systems_one_gets_it_and_what_is_never_reported_counts_as_a_try(street: Street) -> None:
    case, phone = await street.to_rate(Caller("busy"))
    await street.at(AFTERNOON, case)
    said = await asyncio.gather(*(street.telephone.next(f"at-once-{n}") for n in range(4)))
    (call,) = (one["call"] for one in said if one["call"])
    again = await asyncio.gather(*(street.telephone.next(f"at-once-{n}") for n in range(4)))
    assert [one["call"] for one in again] == [one["call"] for one in said]  # a lost answer is asked for again
    assert (call["phone"], call["try_no"]) == (phone, 1)
    await street.town.forward(case.case_no, timedelta(minutes=9))
    assert (await street.telephone.next())["call"] is None
    await street.town.forward(case.case_no, timedelta(minutes=2))
    assert (await street.telephone.next())["call"] is None  # it may have rung at this hour
    await street.at(18, case)
    rang = await street.telephone.ring_once()
    assert rang is not None
    assert rang[1].status_code == 200
    await street.rate(case)


async def test_a_result_told_twice_happens_once(street: Street) -> None:
    case, _ = await street.to_rate()
    await street.at(AFTERNOON, case)
    call = (await street.telephone.next("the-same-request"))["call"]
    told = {"token": call["token"], "outcome": "busy"}
    first, second = [await street.telephone.post("results", told) for _ in range(2)]
    assert (first.status_code, second.status_code, first.json()) == (200, 200, second.json())
    await street.tried(case, 1)
    assert len((await street.whole(case)).tries) == 1
    other = await street.telephone.post("results", {"token": call["token"], "key": "1"})
    refused(other, 409, "ended")
    refused(await street.telephone.post("next", {"request_id": "the-same-request"}), 409, "ended")
    refused(await street.telephone.post("results", {"token": "of-nobody", "key": "1"}), 404, "unknown")
    for bad in (
        {"key": "9"},
        {"key": "1", "why_key": "9"},
        {"key": "1", "outcome": "busy"},
        {},
        {"why_key": "1"},
    ):
        refused(await street.telephone.post("results", {"token": call["token"], **bad}), 422, "malformed")
    await street.rate(case)


async def test_who_rated_meanwhile_is_thanked_by_page_alone(street: Street) -> None:
    case, _ = await street.to_rate()
    await street.at(AFTERNOON, case)
    call = (await street.telephone.next())["call"]
    await street.rate(case, 4)
    late = await street.telephone.post("results", {"token": call["token"], "key": "5"})
    assert late.status_code == 409
    assert [rating.result for rating in (await street.whole(case)).ratings] == [4]
    assert (await street.telephone.next())["call"] is None


async def test_whom_it_does_not_ring_up(street: Street) -> None:
    silent, _ = await street.to_rate(reporter={"kind": "resident"})
    sealed, _ = await street.to_rate(item="B1302")
    rated, _ = await street.to_rate()
    await street.rate(rated)
    await street.at(AFTERNOON, silent, sealed)
    assert (await street.telephone.next())["call"] is None
    for case in (silent, sealed):
        await street.rate(case)


async def test_only_the_telephone_system_is_heard(street: Street) -> None:
    body = {"request_id": "somebody-else"}
    wrong = replace(street.telephone, secret="of-somebody-else")
    refused(await wrong.post("next", body), 401, "not_signed_in")
    refused(await street.telephone.post("next", body, age=301), 401, "not_signed_in")
    refused(await street.town.stack.http.post("/ivr/next", json=body), 401, "not_signed_in")
    app, door = street.town.app, street.town.app.state.door
    app.state.door = replace(door, settings=door.settings.model_copy(update={"ivr_secret": None}))
    try:
        for path in ("next", "results", "progress"):
            refused(await street.telephone.post(path, body), 404, "unknown")
    finally:
        app.state.door = door


async def progress(street: Street, case: Case, **proof: str) -> tuple[str, str]:
    """What a caller hears who keys that number in."""
    digits = "".join(sign for sign in case.case_no if sign.isdigit())
    answer = await street.telephone.post("progress", {"digits": digits, **proof})
    assert answer.status_code == 200, answer.text
    return answer.json()["outcome"], answer.json()["say"]


async def test_who_rings_up_hears_how_far_it_is_if_it_is_theirs(street: Street) -> None:
    phone = str(next(PHONES))
    reporter = {"kind": "resident", "phone": phone, "name": "王小明"}
    case = await street.town.stack.report("B0102", reporter=reporter)
    view = await street.town.stack.until(case, "called")
    outcome, said = await progress(street, case, caller=f"+86 {phone[:3]}-{phone[3:]}")
    assert outcome == "told"
    assert all(word in said for word in ("已呼叫，待响应", view["unit_name"], "时限是1", "编号二零二六幺"))
    assert "王小明" not in said
    assert phone not in said
    assert await progress(street, case, code=case.code) == (outcome, said)
    ask = ("code", "请输入八位查询码，以井号键结束。")
    no = "没有查到，案件编号或验证信息不符。请核对短信或回执上的编号，或转人工服务。"
    nobody = Case("SGH-20261009-00000000", "")
    assert await progress(street, case, caller="13900000000") == ask
    assert await progress(street, nobody, caller="13900000000") == ask  # as if there were one
    assert await progress(street, case, caller="13900000000", code="00000000") == ("refused", no)
    assert await progress(street, nobody, code="00000000") == ("refused", no)
    for _ in range(10):
        await progress(street, case, code="00000000")
    assert (await progress(street, case, code=case.code))[0] == "too_often"


async def test_a_sealed_matter_names_no_unit(street: Street) -> None:
    case = await street.town.stack.report("B1302")
    view = await street.town.stack.until(case, "called")
    outcome, said = await progress(street, case, code=case.code)
    assert outcome == "told"
    assert view["unit_name"] not in said
    assert "时限是" in said


def scripts(folder: Path, at: int) -> dict[str, str]:
    """The two scripts of the page, a telephone exchange where nobody is at home, and the town's own clock."""
    page = (ROOT / "docs" / "howto" / "connect-an-ivr.md").read_text(encoding="utf-8")
    sign_and_post, ring = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    exchange = '#!/bin/sh\nprintf "%s\\n" "$*" >> "$HUYING_FOLDER/rung"\necho "-ERR USER_BUSY"\n'
    date = f"#!/bin/sh\necho {at}\n"
    for name, text in {
        "huying-ivr": sign_and_post,
        "huying-ring": ring,
        "fs_cli": exchange,
        "date": date,
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}", "HUYING_FOLDER": str(folder), "HUYING_ONCE": "1"}


@pytest.mark.skipif(
    not all(map(shutil.which, ("curl", "openssl", "jq"))), reason="needs curl, openssl and jq"
)
async def test_the_scripts_of_the_page_ring_up_as_they_stand(street: Street, tmp_path: Path) -> None:
    case, phone = await street.to_rate()
    await street.at(AFTERNOON, case)
    env = scripts(tmp_path, int(street.town.door.clock().timestamp()))
    env |= {"HUYING_URL": street.town.base, "HUYING_IVR_SECRET": SECRET, "HUYING_GATEWAY": "street"}
    for _ in range(2):  # the second time there is nobody at this hour
        ran = await asyncio.create_subprocess_exec("huying-ring", env=env, stderr=asyncio.subprocess.PIPE)
        assert (await ran.communicate())[1] == b""
        assert ran.returncode == 0
    await street.tried(case, 1)
    (rung,) = (tmp_path / "rung").read_text(encoding="utf-8").splitlines()
    assert f"sofia/gateway/street/{phone} huying_rate" in rung
    assert [one.outcome for one in (await street.whole(case)).tries] == ["busy"]
    await street.rate(case)
