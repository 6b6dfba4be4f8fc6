"""三个清单联动: a need is claimed as a project, followed up, done, and rated by the need's side. Pure (SEED-021).

Each step gives the values that change, or says why not.
"""

from datetime import date, timedelta

from domain.label import Label
from domain.registers.register import Value, Values

Changed = dict[str, Value]
RUNNING = ("claimed", "under_way")
FOLLOWED = ("under_way", "done", "dropped")
"""What a follow-up may say of a project."""
FOLLOW_WITHIN = timedelta(days=366)
DISSATISFIED = ("1", "2")
_SHARED = ("name", "kind", "community")


def claimed(need_key: str, need: Values, unit: str, resource: str | None, planned_on: str) -> Changed | Label:
    """The project that a need becomes once a unit has claimed it."""
    if need.get("state", "open") != "open":
        return Label("这项需求已经认领", "this need is claimed already")
    project: Changed = {name: need[name] for name in _SHARED if name in need}
    project |= {"unit": unit, "need": need_key, "state": "claimed"}
    project |= {"resource": resource} if resource else {}
    return project | ({"planned_on": planned_on} if planned_on else {})


def followed(project: Values, state: str, next_on: date | None, today: date) -> Changed | Label:
    """What a follow-up changes. One that is not the last says when the next one is."""
    if project.get("state") not in RUNNING:
        return Label("项目已经完成或取消", "the project is done or dropped")
    if state not in FOLLOWED:
        return Label("跟进后须为推进中、已完成或已取消", "it can be under way, done or dropped")
    if state == "under_way":
        if next_on is None or not today <= next_on <= today + FOLLOW_WITHIN:
            return Label(
                "请填写下次跟进日期，从今天起一年以内", "say when the next follow-up is, within a year"
            )
        return {"state": state, "next_on": next_on.isoformat()}
    return {"state": state, "next_on": "", "done_on": today.isoformat() if state == "done" else ""}


def rated(project: Values, rating: str, note: str) -> Changed | Label:
    """What a rating changes. Whoever is dissatisfied says why."""
    if project.get("state") != "done":
        return Label("项目完成后才能评价，且只评一次", "a project is rated once, when it is done")
    if rating in DISSATISFIED and not note:
        return Label("请写明不满意的原因", "say why you are dissatisfied")
    return {"state": "rated", "rating": rating, "rating_note": note}


def applied(values: Values, changed: Changed) -> dict[str, Value]:
    """The values with what changed; an empty text clears a field."""
    return {name: value for name, value in (dict(values) | changed).items() if value != ""}
