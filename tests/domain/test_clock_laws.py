"""Laws that every deadline keeps, whatever the clock, the start, the budget and the pauses."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.budget import length
from domain.calendar import Calendar, Hours
from domain.catalogue import Clock
from domain.clock import due, elapsed, moment, on_duty
from domain.due import Pause

OFFICE = Hours(((time(8, 30), time(12)), (time(14), time(17, 30))), working_days_only=True)
HOURS = {
    "office": OFFICE,
    "07:00-23:00 daily": Hours(((time(7), time(23)),), working_days_only=False),
    "00:00-24:00 daily": Hours(((time(0), time(0)),), working_days_only=False),
    "20:00-24:00 daily": Hours(((time(20), time(0)),), working_days_only=False),
}
DAYS = {"office": 7, "07:00-23:00 daily": 16, "00:00-24:00 daily": 24, "20:00-24:00 daily": 4}
CALENDAR = Calendar(
    "Asia/Shanghai",
    {date(2026, 10, day): "国庆节" for day in range(1, 8)},
    {date(2026, 9, 20): "国庆节调休", date(2026, 10, 10): "国庆节调休"},
    date(2026, 12, 31),
    HOURS,
)
FIRST = datetime(2026, 9, 15, tzinfo=UTC)

starts = st.integers(0, 120 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
budgets = st.one_of(
    st.integers(1, 600).map(lambda n: f"{n}m"),
    st.integers(1, 60).map(lambda n: f"{n}h"),
    st.integers(1, 15).map(lambda n: f"{n}d"),
)
clocks = st.sampled_from(
    [(Clock.CONTINUOUS, "office"), (Clock.WORKING, "07:00-23:00 daily")]
    + [(Clock.DUTY, key) for key in HOURS]
)
pauses = st.lists(
    st.tuples(starts, st.integers(0, 6 * 24 * 60)).map(
        lambda p: Pause(p[0], p[0] + timedelta(minutes=p[1]), "", "")
    ),
    max_size=4,
).map(tuple)
A_FEW = settings(max_examples=60, deadline=None, derandomize=True)


def amount(clock: Clock, key: str, budget: str) -> timedelta:
    """The budget in time of its clock, from the table above and not from the code under test."""
    hours = {Clock.CONTINUOUS: 24, Clock.WORKING: 7, Clock.DUTY: DAYS[key]}[clock]
    return length(budget, timedelta(hours=hours))


def runs(clock: Clock, key: str, at: datetime) -> bool:
    """Whether that clock runs at that moment."""
    if clock is Clock.CONTINUOUS:
        return True
    return on_duty(CALENDAR, "office" if clock is Clock.WORKING else key, at)


@A_FEW
@given(clocks, budgets, starts)
@example((Clock.WORKING, "office"), "1d", datetime(2026, 10, 9, 0, 30, tzinfo=UTC))
def test_exactly_the_budget_passes_until_the_deadline(
    clock: tuple[Clock, str], budget: str, start: datetime
) -> None:
    found = due(CALENDAR, clock[1], clock[0], budget, start)
    assert elapsed(CALENDAR, clock[1], clock[0], start, found.at) == amount(*clock, budget)


@A_FEW
@given(clocks, budgets, starts, pauses)
def test_a_deadline_lies_in_running_time_or_at_its_very_end(
    clock: tuple[Clock, str], budget: str, start: datetime, ledger: tuple[Pause, ...]
) -> None:
    found = due(CALENDAR, clock[1], clock[0], budget, start, ledger)
    just_before = found.at - timedelta(microseconds=1)
    assert runs(*clock, just_before)
    assert not any(pause.start <= just_before < pause.end for pause in ledger)


@A_FEW
@given(clocks, starts, starts, st.integers(1, 3000), st.integers(1, 3000))
def test_more_time_and_a_later_start_never_end_sooner(
    clock: tuple[Clock, str], one: datetime, other: datetime, few: int, more: int
) -> None:
    early, late = sorted((one, other))
    small, large = sorted((few, more))

    def ends(start: datetime, minutes: int) -> datetime:
        return due(CALENDAR, clock[1], clock[0], f"{minutes}m", start).at

    assert ends(early, small) <= ends(early, large)
    assert ends(early, small) <= ends(late, small)
    if small < large:
        assert ends(early, small) < ends(early, large)


@A_FEW
@given(clocks, budgets, starts, pauses)
def test_pauses_only_push_later_by_what_they_took_of_the_clock(
    clock: tuple[Clock, str], budget: str, start: datetime, ledger: tuple[Pause, ...]
) -> None:
    plain, paused = (due(CALENDAR, clock[1], clock[0], budget, start, each).at for each in ((), ledger))
    assert paused >= plain
    total = elapsed(CALENDAR, clock[1], clock[0], start, paused)
    stopped = sum(
        (elapsed(CALENDAR, clock[1], clock[0], a, b) for a, b in union(ledger, start, paused)), timedelta()
    )
    assert total - stopped == amount(*clock, budget)


def union(ledger: tuple[Pause, ...], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses between two moments with every minute once."""
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(ledger, key=lambda pause: pause.start):
        begin, until = max(pause.start, start), min(pause.end, end)
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], until)
        elif begin < until:
            merged.append((begin, until))
    return merged


@A_FEW
@given(clocks, starts, st.integers(1, 2000), st.integers(1, 2000))
def test_one_budget_after_another_is_both_at_once(
    clock: tuple[Clock, str], start: datetime, a: int, b: int
) -> None:
    first = due(CALENDAR, clock[1], clock[0], f"{a}m", start).at
    assert (
        due(CALENDAR, clock[1], clock[0], f"{b}m", first).at
        == due(CALENDAR, clock[1], clock[0], f"{a + b}m", start).at
    )


@A_FEW
@given(starts, st.integers(1, 40 * 24 * 60))
def test_an_estimate_is_said_exactly_when_the_calendar_ends_before_the_deadline(
    start: datetime, minutes: int
) -> None:
    found = due(CALENDAR, "office", Clock.WORKING, f"{minutes}m", start)
    end_of_calendar = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    assert found.estimate == (found.at > end_of_calendar) == ("按周一至周五估算" in found.zh)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(starts, st.integers(1, 8 * 60))
def test_office_time_agrees_with_counting_minutes(start: datetime, minutes: int) -> None:
    """Against the plainest reckoning there is: minute by minute, in local time, by hand."""
    at, left = start, minutes
    while left:
        left -= _counts(at)
        at += timedelta(minutes=1)
    assert moment(CALENDAR, OFFICE, start, timedelta(minutes=minutes)) == at


def _counts(at: datetime) -> bool:
    local = at + timedelta(hours=8)
    day, clock = local.date(), local.hour * 60 + local.minute
    official = day <= CALENDAR.official_until
    worked = day.weekday() < 5
    if official and (day.month, day.day) in {(9, 20), (10, 10)}:
        worked = True
    if official and day.month == 10 and day.day <= 7:
        worked = False
    return worked and (510 <= clock < 720 or 840 <= clock < 1050)
