"""Operations that tie cases together, keep a unit out, or come after the end. For `domain.operations`."""

from domain.case import Phase
from domain.operation import BEFORE_COMPLETION, HANDLING, OPEN, TRIAGE, Operation

BETWEEN = (
    Operation(
        "merge",
        "并单",
        "desk: intake, dispatcher, chief, director",
        BEFORE_COMPLETION,
        "only into an earlier case, which says yes itself",
        "its calls are cancelled; its reporter is told, follows and rates the earlier case; counts once",
    ),
    Operation(
        "incident",
        "突发事件主单",
        "desk: dispatcher, chief, director; offered by the system",
        BEFORE_COMPLETION,
        "offered from the third report of an item within 300 m and 30 min",
        "later matches attach by themselves; one set of calls; the majority of raters counts, a tie is dissatisfied",
    ),
    Operation(
        "leave",
        "不是同一件",
        "the reporter of a case that ended in another",
        OPEN,
        "",
        "a linked case of its own; the other goes on without it",
    ),
    Operation(
        "split",
        "拆单",
        "desk: dispatcher, chief, director",
        (TRIAGE, HANDLING),
        "twenty linked cases at most",
        "each part is a linked case; this one goes on with the rest",
    ),
    Operation(
        "repeat",
        "重复件",
        "desk: intake, dispatcher, chief, director",
        BEFORE_COMPLETION,
        "`repeat`; the same person's",
        "answered by reference to the earlier case; counts for nobody",
    ),
    Operation(
        "party",
        "认定被反映单位",
        "intake, dispatcher, chief, director, supervisor",
        BEFORE_COMPLETION,
        "once",
        "its calls are taken back; it has no part in it any more; about the desk, the street committee decides",
    ),
    Operation(
        "appeal",
        "超期申诉",
        "the unit that missed the clock; two reviewers decide",
        (Phase.CLOSED,),
        "`appeal` after closing; once a clock; evidence",
        "upheld: the breach stays listed and counts in no rate",
    ),
    Operation(
        "exclude",
        "剔除不合理评价",
        "desk or a unit that took part, listed reason; two reviewers decide",
        (Phase.CLOSED,),
        "`appeal` after closing; once; evidence",
        "excluded: the rating stays listed and counts in no rate",
    ),
)
