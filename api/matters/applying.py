"""From an application to a started matter: once for each key. Used by `POST /matters`, by candidates and by pages."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from api import errors
from api.door import Door
from api.kept_photos import keep
from api.limits import APPLICATIONS
from api.matters.numbers import prefix
from api.reading import unhindered
from api.schemas.matters import Applied, ApplyIn
from api.temporal import Unreachable
from contracts.matters import RULES, MatterRun, MatterStart
from domain.matters.matter import Application, Slot
from domain.matters.slots import slots
from domain.offering import Mode, Service
from domain.people import Actor, Role
from domain.policy import City
from readmodel.matters import claim_seat

_TRIES = 50


@dataclass(frozen=True)
class Asking:
    """What begins a matter: for which service, by whom, with what of it sealed."""

    service: Service
    by: Actor
    client: str  # whom the key belongs to
    key: str | None
    told: dict[str, str | None]
    files: tuple[str, ...] = ()
    slot: Slot | None = None
    resident: str = ""


def service_of(city: City, code: str) -> Service:
    """That service. Raises 422."""
    found = city.service(code)
    if found is None:
        raise errors.malformed("service", "没有这项服务", "there is no such service")
    return found


async def apply(door: Door, by: Actor, client: str, body: ApplyIn, key: str | None, host: str) -> str:
    """The matter's number. `host` is where the public sends from. Raises 409, 422, 429, 503."""
    service = service_of(door.city, body.service)
    if by.has(Role.REPORTER):
        door.limits.spend(APPLICATIONS, host)
    if service.way is Mode.UNASKED:
        raise errors.forbidden(
            "unasked",
            "这项服务免申请：符合条件的，工作人员会主动联系您",
            "Nobody applies for this: whoever may have it is asked.",
        )
    told = {"name": body.applicant.name, "phone": body.applicant.phone, "note": body.note}
    slot = None
    if service.way is Mode.ONSITE:
        slot = slot_at(door, body.slot)
    return await begin(door, Asking(service, by, client, key, told, body.files, slot))


def slot_at(door: Door, start: datetime | None) -> Slot:
    """The slot that begins then. Raises 422 where none does."""
    found = next(
        (slot for slot in slots(door.city.calendar, door.city.offering, door.now()) if slot.start == start),
        None,
    )
    if found is None:
        raise errors.malformed("slot", "请选一个可预约的时间", "choose the beginning of a free slot")
    return found


async def begin(door: Door, asking: Asking) -> str:
    """Start it under its number; the same key gives the same matter. Raises 409, 422, 503."""
    memo, days = _memo(door, asking), door.numbers.days(door.now())
    numbers = door.numbers.under(prefix(door))
    try:
        for n in range(_TRIES):
            for day in days[1:] if asking.key else ():
                earlier = numbers.keyed(day, "matter", asking.client, asking.key or "", n)
                if await _ours(door, earlier, memo):
                    return earlier
            key = asking.key
            number = (
                numbers.keyed(days[0], "matter", asking.client, key, n) if key else numbers.random(days[0])
            )
            if key and await _ours(door, number, memo):
                return number
            if await _started(door, asking, number, memo):
                return number
    except Unreachable as error:
        raise errors.unavailable(
            "engine_away", "暂时无法受理，请稍后重试", "Try again with the same key."
        ) from error
    raise errors.unavailable("numbers", "暂时无法编号，请稍后重试", "No number is free now: try again.")


def _memo(door: Door, asking: Asking) -> dict[str, str]:
    """How the matter remembers key and body without holding either."""
    mark = door.numbers.fingerprint
    said = "\0".join((asking.service.code, *asking.files, *(str(value) for value in asking.told.values())))
    said += str(asking.slot.start if asking.slot else "")
    return {"key": mark(f"matter\0{asking.client}\0{asking.key}") if asking.key else "", "body": mark(said)}


async def _ours(door: Door, number: str, memo: dict[str, str]) -> bool:
    """Whether this key made that matter. Raises 422 where it was with another body."""
    found = await door.cases.find(number)
    if found is None or not memo["key"] or found.memo.get("key") != memo["key"]:
        return False
    if found.memo.get("body") != memo["body"]:
        raise errors.Problem(
            422,
            "key_reused",
            "幂等键已用于另一内容",
            "这个 Idempotency-Key 已用于另一份申请；如是新的申请请换一个键",
            "This Idempotency-Key was used with another body; use a new key for a new application.",
        )
    return True


async def _started(door: Door, asking: Asking, number: str, memo: dict[str, str]) -> bool:
    await keep(door, number, asking.files)
    if asking.slot is not None:
        await take_seat(door, asking.service, asking.slot, number)
    sealed = await door.in_thread(door.vault.seal, number, asking.told)
    app = replace(_application(door.city, asking), matter_no=number, sealed=sealed)
    start = MatterStart(app, door.now(), asking.by)
    run = MatterRun(door.story, start, door.city.calendar.timezone, RULES)
    return await door.cases.start_matter(run, number, memo, f"办事 · {app.mode} · {app.name_zh}")


async def take_seat(door: Door, service: Service, slot: Slot, number: str) -> None:
    """Keep a seat for the matter. Raises 409 where the slot is full, 503."""
    office = door.city.office_of(service)
    job = partial(claim_seat, office.name_zh, slot.start, office.seats, number, datetime.now(UTC))
    if not await unhindered(door.database.write(job)):
        raise errors.forbidden(
            "slot_full", "这个时间已约满，请换一个时间", "This slot is full: choose another."
        )


def _application(city: City, asking: Asking) -> Application:
    service, office = asking.service, city.office_of(asking.service)
    unit = city.units[office.unit]
    return Application(
        matter_no="",
        service=service.code,
        name_zh=service.name_zh,
        name_en=service.name_en,
        mode=service.way,
        category=str(service.category),
        budget=service.budget,
        days=service.days,
        unit=unit.code,
        unit_zh=office.name_zh,
        head=unit.overseen_by or city.policy.desk,
        desk=city.policy.desk,
        sealed="",
        papers=tuple(paper.name_zh for paper in service.asked_of_people),
        files=asking.files,
        slot=asking.slot,
        resident=asking.resident,
        times=city.offering.times,
    )


def applied(door: Door, base_url: str, number: str) -> Applied:
    """What its person is given to follow it with."""
    code = door.numbers.track_code(number)
    return Applied(matter_no=number, track_code=code, track_url=f"{base_url}m/{number}?code={code}")
