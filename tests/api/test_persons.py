"""What is kept of one person: found by opening seals, shown to whom it was granted, erased for good; facts stay."""

import argparse
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from activities.forgetting import Forgetter
from api.entitled import unsealed_now
from api.pages.staff.signing import COOKIE
from infra.refusal import StartError
from infra.settings import Settings
from infra.shelves import keepings_of
from infra.temporal import ensure_search_attributes
from keeping import person, retain
from readmodel import accounts
from readmodel.persons import cases_of
from tests.api.conftest import demo_settings, installation, temporal_server
from tests.api.stack import FRIDAY, Case, Stack, once, refused
from tests.api.test_matters import ONLINE, PDF, apply, paper
from tests.api.test_photos import jpeg
from worker import SEARCH_ATTRIBUTES

PHONE, NAME, WORDS = "13900001111", "林测试", "三楼东户半夜敲墙"
THEIRS = {"kind": "resident", "name": NAME, "phone": PHONE}
ASK = {"what": "export", "contact": "+86 139-0000-1111", "reason": "本人到窗口申请"}
PERSONS = "/persons/requests"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def alone(tmp_path_factory: Any) -> AsyncIterator[Stack]:
    """An installation of its own: what is erased here is nobody else's."""
    settings = demo_settings(tmp_path_factory.mktemp("persons"), story_start=FRIDAY)
    async with await temporal_server() as temporal:
        await ensure_search_attributes(temporal.client, SEARCH_ATTRIBUTES)
        async with installation(settings, temporal) as running:
            await second_admin(running)
            yield running


async def second_admin(stack: Stack) -> None:
    """Another administrator, so that two people can answer for it."""
    door = stack.app.state.door
    async with door.database.session(writing=True) as session:
        admin = await accounts.get_account(session, "admin")
        assert admin is not None
        other = accounts.Account("admin-2", admin.password_hash, admin.unit, admin.roles)
        await accounts.add_account(session, other)


async def closed(stack: Stack, case: Case) -> None:
    """The desk voids nothing: the reporter withdraws it."""
    answer = await stack.http.post(
        f"/cases/{case.case_no}/withdraw?code={case.code}", json={"text": "不用了"}
    )
    assert answer.status_code == 200, answer.text
    await stack.until(case, "closed")


async def asked(stack: Stack, by: str = "admin", **changes: str) -> dict[str, Any]:
    """A request."""
    answer = await stack.post(PERSONS, by, {**ASK, **changes})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def forget(stack: Stack) -> tuple[int, tuple[str, ...]]:
    """One hour's erasing."""
    door = stack.app.state.door
    keepings = keepings_of(door.settings, door.city.calendar.timezone, door.story.scale)
    done = await Forgetter(door.database, keepings, door.now).forget()
    return done.done, done.failed


async def test_found_whatever_way_the_number_is_written_and_shown_to_two(alone: Stack) -> None:
    own = await alone.report(description=WORDS, reporter=THEIRS)
    other = await alone.report(reporter={"kind": "resident", "phone": "13900002222"})
    await alone.until(own, "called", "handling")
    await alone.until(other, "called", "handling")
    made = await asked(alone)
    assert made["cases"] == [own.case_no]
    headers = await alone.header_of("admin")
    export = f"{PERSONS}/{made['id']}/export"
    refused(await alone.http.get(export, headers=headers), 409, "not_open")
    refused(await alone.post(f"{PERSONS}/{made['id']}/grant", "admin", {}), 409, "not_granted")
    assert (await alone.post(f"{PERSONS}/{made['id']}/grant", "auditor", {})).status_code == 200
    answer = await alone.http.get(export, headers=headers)
    (kept,) = answer.json()["cases"]
    assert (kept["told"]["name"], kept["told"]["phone"], kept["told"]["description"]) == (NAME, PHONE, WORDS)
    assert WORDS in json.dumps(kept["events"], ensure_ascii=False)
    assert "v1." not in answer.text
    refused(await alone.http.get(export, headers=await alone.header_of("auditor")), 403, "not_yours")
    listed = (await alone.http.get(PERSONS, headers=headers)).text
    assert PHONE not in listed
    token = (await alone.header_of("auditor"))["Authorization"].removeprefix("Bearer ")
    shown = await alone.http.get("http://huying.test/reveals", headers={"cookie": f"{COOKIE}={token}"})
    assert own.case_no in shown.text
    assert ASK["reason"] in shown.text
    for wrong in ("12", "nobody", "13900001111x"):
        answer = await alone.post(PERSONS, "admin", {**ASK, "contact": wrong})
        assert answer.status_code == 422, answer.text
    for nobody in ("street-chief", "auditor", "operator"):
        refused(await alone.post(PERSONS, nobody, ASK), 403, "not_yours")


async def test_what_is_about_the_asker_s_own_unit_is_not_found_by_it(alone: Stack) -> None:
    phone = "13900006666"
    mine = {**THEIRS, "phone": phone}
    about = await alone.report(reporter=mine, about=alone.app.state.door.city.policy.desk)
    await once(alone, about, lambda view: bool(view["timeline"]) and view["unit"] is not None)
    made = await asked(alone, contact=phone)
    assert made["cases"] == []


async def test_erased_is_gone_everywhere_and_facts_stay(alone: Stack) -> None:
    phone = "13900003333"
    mine = {**THEIRS, "phone": phone}
    done, still = await alone.report(description=WORDS, reporter=mine), await alone.report(reporter=mine)
    await closed(alone, done)
    await alone.until(still, "called", "handling")
    made = await asked(alone, what="erase", contact=phone)
    assert sorted(made["cases"]) == sorted([done.case_no, still.case_no])
    assert await forget(alone) == (0, ())
    assert (await alone.post(f"{PERSONS}/{made['id']}/grant", "admin-2", {})).status_code == 200
    assert await forget(alone) == (1, ())
    assert await forget(alone) == (0, ())
    door = alone.app.state.door
    assert door.vault.erased(done.case_no)
    assert not door.vault.erased(still.case_no)
    view = await alone.see(done)
    assert (view["state"], view["outcome"]) == ("closed", "withdrawn")
    full = await alone.http.get(f"/cases/{done.case_no}/full", headers=await alone.header_of("street-chief"))
    assert full.status_code == 200
    assert NAME not in full.text
    assert WORDS not in full.text
    again = await alone.http.post(f"/cases/{done.case_no}/supplement?code={done.code}", json={"text": "还有"})
    assert again.status_code == 409
    assert not door.vault.has_key(done.case_no)
    await closed(alone, still)
    assert await forget(alone) == (1, ())
    listed = await alone.http.get(PERSONS, headers=await alone.header_of("auditor"))
    (row,) = [one for one in listed.json()["items"] if one["id"] == made["id"]]
    assert (row["erased"], row["granted_by"]) == (2, "admin-2")
    assert await cases_of(door.database, unsealed_now(door), phone) == []


async def test_a_line_of_the_street_s_register_is_theirs_too(alone: Stack) -> None:
    phone, other = "13900007777", "13900008888"
    table = f"编号,姓名,电话,出生日期,类别\nR-71,{NAME},{phone},1940-03-01,\nR-72,旁人,{other},1940-03-01,\n"
    admin, sent = await alone.header_of("admin"), {"file": ("register.csv", table.encode())}
    taken = (await alone.http.post("/residents", files=sent, headers=admin)).json()
    assert (taken["lines"], taken["erased"]) == (2, 0)
    export = await asked(alone, contact=phone)
    (line,) = export["cases"]
    assert (await alone.post(f"{PERSONS}/{export['id']}/grant", "auditor", {})).status_code == 200
    answer = await alone.http.get(f"{PERSONS}/{export['id']}/export", headers=admin)
    (kept,) = answer.json()["cases"]
    assert kept["told"] == {"name": NAME, "phone": phone}
    assert kept["may_have"]
    erase = await asked(alone, what="erase", contact=phone)
    assert erase["cases"] == [line]
    assert await forget(alone) == (0, ())
    assert (await alone.post(f"{PERSONS}/{erase['id']}/grant", "admin-2", {})).status_code == 200
    assert await forget(alone) == (1, ())
    assert (await asked(alone, contact=phone))["cases"] == []
    assert len((await asked(alone, contact=other))["cases"]) == 1
    again = (await alone.http.post("/residents", files=sent, headers=admin)).json()
    assert (again["lines"], again["erased"]) == (1, 1)


async def test_three_years_after_the_end_it_goes_by_itself(alone: Stack) -> None:
    case = await alone.report(reporter={**THEIRS, "phone": "13900004444"})
    await closed(alone, case)
    door = alone.app.state.door
    keepings = keepings_of(door.settings, door.city.calendar.timezone, door.story.scale)

    async def due_after(days: int) -> list[str]:
        moment = door.now() + timedelta(days=days)
        return await Forgetter(door.database, keepings, lambda: moment).due()

    assert case.case_no not in await due_after(1094)
    assert case.case_no in await due_after(1096)


async def test_the_command_line_asks_for_two_people_too(
    alone: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, door = "13900005555", alone.app.state.door
    photo = await alone.http.post("/photos", files={"file": ("a.jpg", jpeg(colour="olive"), "image/jpeg")})
    mine = {**THEIRS, "phone": phone}
    case = await alone.report(description=WORDS, reporter=mine, photos=[photo.json()["id"]])
    await closed(alone, case)
    folder = tmp_path / "export"

    async def typed(*words: str) -> int:
        parser = argparse.ArgumentParser()
        person.add_to(parser)
        asked = parser.parse_args([*words, "--phone", phone, "--reason", "本人申请"])
        return await person.run(asked, door.settings)

    with pytest.raises(StartError, match="two people"):
        await typed("erase", "--by", "admin", "--second", "admin")
    with pytest.raises(StartError, match="street-chief"):
        await typed("erase", "--by", "street-chief", "--second", "admin")
    assert await typed("export", "--by", "admin", "--second", "auditor", "--to", str(folder)) == 0
    told = json.loads((folder / f"{case.case_no}.json").read_text())
    assert (told["told"]["phone"], told["told"]["description"]) == (phone, WORDS)
    (picture,) = (folder / case.case_no).iterdir()
    assert picture.read_bytes().startswith(b"\xff\xd8")
    with pytest.raises(StartError, match="not empty"):
        await typed("export", "--by", "admin", "--second", "auditor", "--to", str(folder))
    assert await typed("erase", "--by", "admin", "--second", "auditor") == 0
    assert door.vault.erased(case.case_no)
    assert door.photos.read(case.case_no, photo.json()["id"], "whole") is None
    assert not list((door.settings.paths.data / "photos" / "kept").rglob(f"*{case.case_no}/*/*"))
    capsys.readouterr()
    assert await typed_retain(door.settings, "--list") == 0
    listed = capsys.readouterr().out
    assert case.case_no in listed.split()
    assert await typed_retain(door.settings, "--dry-run") == 0
    assert "0 cases would be erased" in capsys.readouterr().out


async def test_what_an_older_backup_brought_back_is_erased_again(
    alone: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, door = "13900007777", alone.app.state.door
    case = await alone.report(reporter={**THEIRS, "phone": phone})
    await closed(alone, case)
    (key,) = (door.settings.paths.data / "keys").rglob(case.case_no)
    backup = key.read_bytes()
    made = await asked(alone, what="erase", contact=phone)
    await alone.post(f"{PERSONS}/{made['id']}/grant", "auditor", {})
    assert await forget(alone) == (1, ())
    key.write_bytes(backup)
    assert not door.vault.erased(case.case_no)
    (tmp_path / "erased").write_text(f"{case.case_no}\n")
    assert await typed_retain(door.settings, "--again", str(tmp_path / "erased")) == 0
    assert door.vault.erased(case.case_no)
    assert "1 cases erased" in capsys.readouterr().out


async def typed_retain(settings: Settings, *words: str) -> int:
    """`huying retain`."""
    parser = argparse.ArgumentParser()
    retain.add_to(parser)
    return await retain.run(parser.parse_args(words), settings)


async def test_matters_are_theirs_too(alone: Stack, tmp_path: Path) -> None:
    phone, door = "13900008888", alone.app.state.door
    name = await paper(alone, PDF + b"mine")
    held = await apply(alone, ONLINE, applicant={"name": NAME, "phone": phone}, files=[name], note=WORDS)
    await held.until("applied")
    folder, people = tmp_path / "export", ("--by", "admin", "--second", "auditor", "--reason", "本人申请")
    parser = argparse.ArgumentParser()
    person.add_to(parser)
    export = parser.parse_args(["export", "--phone", phone, *people, "--to", str(folder)])
    assert await person.run(export, door.settings) == 0
    told = json.loads((folder / f"{held.number}.json").read_text())
    assert told["told"] == {"name": NAME, "phone": phone, "note": WORDS}
    assert (folder / held.number / f"{name}.pdf").read_bytes() == PDF + b"mine"
    erase = parser.parse_args(["erase", "--phone", phone, *people])
    assert await person.run(erase, door.settings) == 0
    assert not door.vault.erased(held.number)
    assert (await held.say("withdraw")).status_code == 200
    await held.until("closed")
    assert await forget(alone) == (1, ())
    assert door.vault.erased(held.number)
    assert (await held.see())["outcome"] == "withdrawn"
