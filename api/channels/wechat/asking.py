"""What somebody asks or says of a case that is filed: 进度, 催办, 评价, 补充. Used by `talking`.

Whoever filed it by talking to us needs no code; anybody else needs it.
"""

from datetime import datetime

from api import speaking
from api.cases import entitled, known, main_of
from api.channels.wechat import words as say
from api.channels.wechat.filing import track_url
from api.channels.wechat.turns import Haste, Look, Rating
from api.door import Door
from api.publicview import not_yet_recorded, public_case
from api.reading import read
from api.schemas.cases import PublicCase, RatingIn
from domain.facts import Why
from domain.people import REPORTER
from domain.words import STATES
from readmodel.talks import Filed, filed_by, whose

_WHY = {"未解决": Why.UNSOLVED, "态度": Why.ATTITUDE, "太慢": Why.LATE, "政策": Why.POLICY, "其他": Why.OTHER}
_DISSATISFIED = 2


async def look(door: Door, person: str, asked: Look, base: str) -> str:
    """One case, or a line for each of one's own. Raises 404, 429, 503."""
    if not asked.case_no:
        return await _all(door, person)
    number = door.case_no(asked.case_no)
    if asked.code:
        await entitled(door, number, asked.code)
    elif not await _is_theirs(door, person, number):
        return say.NOT_YOURS
    found, now = await known(door, number), door.now()
    if found is None:
        view = not_yet_recorded(number, now)
    else:
        main = await main_of(door, found.case)
        view = public_case(door.city, found, now, door.numbers.track_code, main)
    return f"{_shown(view)}\n详情：{track_url(door, number, base)}"


async def haste(door: Door, person: str, asked: Haste, key: str) -> str:
    """催办. Raises 404, 409, 503."""
    mine = await read(door, lambda session: filed_by(session, person))
    number = await _meant(door, person, asked.case_no, [one for one in mine if one.state != "closed"])
    if not door.numbers.well_formed(number):
        return number or say.NO_CASE
    await speaking.urge(door, number, None, key)
    return f"{number} 已催办。"


async def rate(door: Door, person: str, asked: Rating, key: str) -> str:
    """评价. Raises 404, 409, 503."""
    if asked.result is None:
        return say.HOW_TO_RATE
    why = next((code for word, code in _WHY.items() if word in asked.why), None)
    if asked.result <= _DISSATISFIED and why is None:
        return say.WHY
    mine = await read(door, lambda session: filed_by(session, person))
    number = await _meant(door, person, asked.case_no, [one for one in mine if one.state == "rating"])
    if not door.numbers.well_formed(number):
        return number or "现在没有等您评价的件。"
    body = RatingIn(result=asked.result, why=why, comment=asked.why.strip() or None)
    await speaking.rate(door, number, REPORTER, body, key)
    return f"{number} 已评价：{asked.result} 分。谢谢！"


async def add(door: Door, case_no: str, photos: tuple[str, ...], key: str) -> None:
    """补充照片. Raises 404, 409, 422, 503."""
    await speaking.supplement(door, case_no, None, photos, key)


async def _meant(door: Door, person: str, named: str, fit: list[Filed]) -> str:
    """The case that is meant; where none is for certain, what to say of it, or nothing."""
    if named:
        number = door.case_no(named)
        return number if await _is_theirs(door, person, number) else say.NOT_YOURS_TO_SAY
    if len(fit) > 1:
        return "\n".join(["请写明编号：", *map(_line, fit)])
    return fit[0].case_no if fit else ""


async def _is_theirs(door: Door, person: str, case_no: str) -> bool:
    return await read(door, lambda session: whose(session, case_no)) == person


async def _all(door: Door, person: str) -> str:
    mine = await read(door, lambda session: filed_by(session, person))
    still = [one for one in mine if one.state != "closed"]
    if not mine:
        return say.NO_CASE
    if not still:
        return f"您报的事都办结了，最近一件是 {mine[0].case_no}。"
    return "\n".join([*map(_line, still), "看详情请回复“进度 编号”。"])


def _line(filed: Filed) -> str:
    state = STATES[filed.state or "triage"]
    return f"{filed.case_no} {filed.item_name or '待分类'}：{state}"


def _shown(view: PublicCase) -> str:
    goes_on = view.goes_on_in
    unit, due = (goes_on.unit_name, goes_on.due_at) if goes_on else (view.unit_name, view.due_at)
    late, state = (goes_on.overdue, goes_on.state_zh) if goes_on else (view.overdue, view.state_zh)
    lines = [
        f"{view.case_no} {view.item_name or ''}".rstrip(),
        f"状态：{state}",
    ]
    if unit:
        lines.append(f"办理单位：{unit}")
    if due:
        lines.append(f"期限：{_moment(due)}{'（已超期）' if late else ''}")
    if view.timeline:
        lines.append(f"最近：{_moment(view.timeline[-1].at)} {view.timeline[-1].text}")
    return "\n".join(lines)


def _moment(at: datetime) -> str:
    """As the public view gives it: in the city's own time."""
    return f"{at:%m-%d %H:%M}"
