"""What people may do to a case: by whom, at which step, and to what effect. One table for three readers.

`ruling` says with every refusal what would be allowed; `docs/reference/operations.md` is made from it; a test holds
that every fact a person can bring stands here. The guards themselves are in the rules.
"""

from domain.case import Phase
from domain.operation import (
    BEFORE_COMPLETION,
    CHECKING,
    HAND_UP,
    HANDLING,
    OPEN,
    RATING,
    REASON,
    REVIEWING,
    TRIAGE,
    Operation,
)
from domain.operations_between import BETWEEN

OPERATIONS = (
    Operation(
        "grade",
        "分级",
        "desk: intake, dispatcher, chief, director",
        (TRIAGE, HANDLING),
        "until a unit completes",
        "the item's unit is called, or C / D goes up; calls it replaces are misdispatched",
    ),
    Operation(
        "dispatch",
        "派遣、改派",
        "desk: dispatcher, chief, director; in a conference the director",
        (TRIAGE, HANDLING),
        "not of what lies above",
        "a lead or co units are called; a pending return is thereby granted",
    ),
    Operation(
        "respond", "响应", "the called unit", (HANDLING,), "the item's response limit", "R: in time or late"
    ),
    Operation(
        "progress",
        "反馈进展",
        "the called unit",
        (HANDLING,),
        "",
        "a line for the reporter; no clock changes",
    ),
    Operation(
        "complete",
        "办结",
        "the called unit",
        (HANDLING,),
        "the item's resolve limit; other than solved: evidence",
        "solved is accepted at once, other results by `approval`; the first accepted lead wins; an urgent matter made "
        "safe may leave a linked repair",
    ),
    Operation(
        "return",
        "退单",
        "the called unit, listed reason",
        (HANDLING,),
        "`return_at_most`, half the budget; once a call",
        "the desk decides within `return_decision`; a second unit's is a conference",
    ),
    Operation(
        "extend",
        "延期",
        "the called unit",
        (HANDLING,),
        "before the deadline; two at most",
        "one more original budget; the second takes director and area chief",
    ),
    Operation(
        "suspend",
        "挂账",
        "the called unit, listed reason",
        (HANDLING,),
        "`suspend_at_most`; once a call",
        "the clock stands until the day; over `suspend_alone` two persons agree",
    ),
    Operation(
        "take_up",
        "恢复计时",
        "the called unit, or the desk",
        (HANDLING,),
        "while suspended",
        "the clock goes on, the pause left out",
    ),
    Operation(
        "hand_up",
        "上报",
        "the leading unit, listed reason",
        (HANDLING,),
        "in the first half of the budget",
        "the tier above accepts within `hand_up`, and leads; refused, the clock ran on",
    ),
    Operation(
        "transfer",
        "转网格",
        "the station chief",
        (HANDLING,),
        "not of a missed clock; twice at most",
        "to another grid of the same station; its clocks run on, it counts for who has it at the end",
    ),
    Operation(
        "hand_down",
        "交办、退回",
        "chief or director of the tier that has it",
        (HANDLING,),
        "",
        "a unit below is called with whole budgets; calls above end as sent back",
    ),
    Operation(
        "resend",
        "重发",
        "operator; dispatcher, chief or director of the desk",
        (HANDLING,),
        "while undelivered",
        "the message to the unit's own system goes out again; no clock changes",
    ),
    Operation(
        "register",
        "上报登记",
        "chief or director of the desk",
        (HANDLING,),
        "`register`; where the tier above is not connected",
        "the number it has there is kept; that is its response, and the chief speaks for it from then on",
    ),
    Operation(
        "call_off",
        "撤销协办",
        "desk: dispatcher, chief, director",
        (HANDLING,),
        "",
        "the co call is cancelled and counts for nobody",
    ),
    Operation(
        "approve",
        "审批",
        "who holds the task; never who asked",
        (*BEFORE_COMPLETION, Phase.CLOSED),
        "the task's own limit",
        "granted or refused; undecided is the holder's breach",
    ),
    Operation(
        "void",
        "作废",
        "desk, listed reason; a chief or director decides",
        BEFORE_COMPLETION,
        "`request`; until a unit completes",
        "closed as void; counts for nobody",
    ),
    Operation(
        "refuse",
        "不予受理",
        "desk, listed reason",
        BEFORE_COMPLETION,
        "until a unit completes",
        "closed as refused, with where to go",
    ),
    Operation(
        "summarise",
        "写摘要、转照片",
        "desk: intake, dispatcher, chief, director; of a sealed item chief, director",
        BEFORE_COMPLETION,
        "no number, flat, name or sentence of the reporter",
        "what called units read of the matter, and the photos that they see; no clock changes",
    ),
    Operation(
        "supervise", "督办", "supervisor, chief, director", OPEN, "", "an order to the units that have it"
    ),
    Operation(
        "check",
        "核查",
        "the grid that holds the check; by phone the callback desk",
        (CHECKING,),
        "`check`, urgent `check_urgent`",
        "passed: the rating opens; failed: back to the same unit",
    ),
    Operation(
        "rate",
        "评价",
        "the reporter, also by telephone keys or with whoever referred it; callback desk for them, never of their own "
        "unit's work",
        (RATING,),
        "`rating_window`; a referral's own also while it is checked, and counts after that",
        "3 and more closes; 2 and less: rework, a reason to decide, or a review",
    ),
    Operation(
        "attempt",
        "回访未果",
        "the callback desk, never about their own unit's work; the IP phone",
        (RATING,),
        "three times at most, two hours apart in the time of day",
        "a line for the reporter; no clock changes",
    ),
    Operation(
        "reason",
        "不满意处理",
        "desk: dispatcher, chief, director",
        (REASON,),
        "`reason`",
        "rework, explained, or a review; undecided: rework",
    ),
    Operation(
        "review",
        "复核",
        "two reviewers who say the same",
        (REVIEWING,),
        "`review`; unreasonable takes a listed reason",
        "again, explained, or unreasonable; undecided, it stands and closes",
    ),
    Operation(
        "urge",
        "催办",
        "the reporter",
        (TRIAGE, HAND_UP, HANDLING, CHECKING, REASON, REVIEWING),
        "`urges_a_day`",
        "a line for the units; no clock changes",
    ),
    Operation(
        "replan",
        "重排期限",
        "administrator",
        OPEN,
        "tried first; only what still runs",
        "clocks are counted anew by a corrected calendar or pack; old and new stand in the timeline",
    ),
    *BETWEEN,
    Operation("supplement", "补充", "the reporter", OPEN, "", "more words or photos; no clock changes"),
    Operation(
        "withdraw",
        "撤诉",
        "the reporter",
        OPEN,
        "once",
        "closed as withdrawn; an urgent matter goes on as found by staff",
    ),
)


def allowed_in(phase: Phase) -> tuple[str, ...]:
    """Names of the operations that somebody may do at this step."""
    return tuple(operation.name for operation in OPERATIONS if phase in operation.steps)
