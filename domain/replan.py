"""重排期限: a corrected calendar or pack moves what still runs, and old and new are kept side by side."""

from domain import events as e
from domain.corrections import clocks_of
from domain.facts import Replan
from domain.people import Role
from domain.ruling import Forbidden, Ruling


def replan(ruling: Ruling, body: Replan) -> None:
    """By an administrator. What does not move makes no event; a moment that is past already is due at once."""
    if not ruling.by.has(Role.ADMIN):
        raise Forbidden("role", "只有系统管理员可以重排期限", "only an administrator replans")
    case, plan = ruling.case, ruling.answers.replans["replan"]
    if body.edition not in ("", plan.edition):
        raise Forbidden(
            "other_pack",
            "处理引擎用的是另一版城市数据：请先用新数据重启 API 和 worker，再试算",
            "the worker counts by another edition of the pack: restart API and worker, then try again",
        )
    if case.item is not None and plan.item is not None and plan.item != case.item:
        ruling.add(e.ItemCorrected(plan.item, case.item, body.reason))
    for call in case.calls:
        was, now = clocks_of(call), plan.calls.get(str(call.n))
        if now is not None and now != was:
            ruling.add(e.CallReplanned(call.n, call.unit, was, now, body.reason))
    for task in case.tasks:
        again = plan.tasks[task.id]
        if again != task.due:
            ruling.add(e.TaskReplanned(task.id, task.kind, task.unit, task.due, again, body.reason))
