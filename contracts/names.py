"""Names that clients, workers and the Temporal UI share. Never renamed: histories and saved views hold them."""

from datetime import timedelta

CASE_WORKFLOW = "Case"
MATTER_WORKFLOW = "Matter"
PATROL_WORKFLOW = "Patrol"
"""Of a round: a patrol or a joint action."""
MAIN_QUEUE = "huying"
"""Task queue of workflows and of every activity but a department's."""

REPORT_FACT = "fact"
"""Signal: one fact as a raw value (`respond`, `progress`, `complete`); parsed in the case."""
COMMAND = "command"
"""Update: one fact of a person; answers when `decide` has judged it."""
WAKE = "wake"
"""Signal of the audit: look at the clock. Changes nothing where nothing is due."""
EVENTS = "events"
"""Query: the events from a number on."""
STATE = "state"
"""Query: the whole case."""

PLAN = "plan"
PLAN_AND_RECORD = "plan_and_record"
RECORD = "record"
RECORD_AT_LEAST_ONCE = "record_until_done"
RECORD_MATTER = "record_matter"
RECORD_MATTER_AT_LEAST_ONCE = "record_matter_until_done"
RECORD_ROUND = "record_round"
RECORD_ROUND_AT_LEAST_ONCE = "record_round_until_done"
NOTIFY = "notify"
DELIVER = "deliver"
OPEN_LINKED = "open_linked"
AUDIT_WORKFLOW = "Audit"
AUDIT_ID = "huying-audit"
INCIDENTS_WORKFLOW = "Incidents"
INCIDENTS_ID = "huying-incidents"
FIND_INCIDENTS = "find_incidents"
COMPARE = "compare"
REPAIR = "repair"
WARNINGS_WORKFLOW = "Warnings"
WARNINGS_ID = "huying-warnings"
WARN = "warn"
LISTENING_WORKFLOW = "Listening"
LISTEN = "listen"
LISTENING = "huying-listening-"
"""How the ids of those schedules begin."""
MESSAGES_WORKFLOW = "Messages"
MESSAGES_ID = "huying-messages"
SEND_MESSAGES = "send_messages"
RESULTS_WORKFLOW = "Results"
RESULTS_ID = "huying-results"
WRITE_BACK = "write_back"
WATCH_QUEUE = "huying-watch"
"""Task queue of what looks over all cases by a schedule: it neither waits behind them nor holds them up."""
RESULTS_QUEUE = "huying-results"
"""Task queue of what goes back to hotlines and message boards: a slow one keeps no case waiting."""
PATROLS_WORKFLOW = "Patrols"
PATROLS_ID = "huying-patrols"
OPEN_ROUNDS = "open_rounds"
KEEPING_WORKFLOW = "Keeping"
KEEPING_ID = "huying-keeping"
SIGN_DAYS = "sign_days"
ARCHIVE = "archive"
FORGET = "forget"

FORBIDDEN = "forbidden"
"""Type of the `ApplicationError` of a refused command; its details are (reason, what would be allowed)."""
MALFORMED = "malformed"
NOTHING_ASKED = "nothing_asked"
"""Type of the failure of a run after the end whose only command the rules refused: its id may be used again."""

TIER = "HuyingTier"
GRADE = "HuyingGrade"
UNIT = "HuyingUnit"
COMMUNITY = "HuyingCommunity"
DUE = "HuyingDue"
OVERDUE = "HuyingOverdue"

COMMAND_TIMEOUT = timedelta(seconds=2)
"""How long a door waits for a worker before it answers 503."""


_AFTER = "~"


def after_id(case_no: str, settled: int | None) -> str:
    """Id of the run that hears what is asked of a closed case: one for each time that the case had settled.

    Without that number what all of them begin with.
    """
    return f"{case_no}{_AFTER}{'' if settled is None else settled}"


def case_of(workflow_id: str) -> str:
    """The case number in a workflow's id."""
    return workflow_id.partition(_AFTER)[0]


def department_queue(unit: str) -> str:
    """Task queue of one department's deliveries, so that a dead one starves nobody."""
    return f"huying-to-{unit}"


def listening_id(unit: str) -> str:
    """Id of the schedule that listens for one department's answers."""
    return f"{LISTENING}{unit}"
