"""The story clock: its sums, and that it is fixed once."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.story import StoryClock, begin
from infra.clock import ClockError, check, story_clock
from infra.settings import Settings, load

MOMENTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
)
SPANS = st.timedeltas(timedelta(0), timedelta(days=400))
CLOCKS = st.builds(StoryClock, MOMENTS, MOMENTS, st.floats(0.0001, 10))
MINUTE_A_DAY = {"HUYING_TIME_SCALE": "0.0007", "HUYING_STORY_START": "2026-10-09T08:00:00+08:00"}


def settings(folder: Path, **env: str) -> Settings:
    return load({"HUYING_DATA_DIR": str(folder)} | env)


@given(CLOCKS, SPANS)
def test_a_timer_set_to_a_story_moment_rings_then_and_not_before(clock: StoryClock, span: timedelta) -> None:
    wanted = clock.story_start + span
    real = clock.real(wanted)
    assert clock.story(real) >= wanted
    a_moment = timedelta(microseconds=2) * max(clock.scale, 1)  # as finely as microseconds tell
    assert clock.story(real - a_moment) < wanted


@given(CLOCKS, SPANS)
def test_a_story_duration_takes_its_share_of_real_time(clock: StoryClock, span: timedelta) -> None:
    real = clock.real_duration(span)
    assert timedelta(0) <= real - span * clock.scale <= timedelta(microseconds=1)
    assert clock.story(clock.real_origin + real) >= clock.story_start + span


@given(MOMENTS, MOMENTS)
def test_without_settings_story_time_is_real_time(now: datetime, later: datetime) -> None:
    assert begin(now).story(later) == later == begin(now).real(later)


def test_a_day_in_a_minute() -> None:
    origin = datetime(2026, 11, 24, 12, tzinfo=UTC)
    clock = begin(origin, datetime(2026, 10, 9, tzinfo=UTC), 60 / 86_400)
    assert clock.story(origin + timedelta(minutes=1)) == datetime(2026, 10, 10, tzinfo=UTC)


def test_the_clock_is_written_once(tmp_path: Path) -> None:
    first = story_clock(settings(tmp_path, **MINUTE_A_DAY))
    assert first.scale == 0.0007
    assert first.story_start == datetime(2026, 10, 9, tzinfo=UTC)
    assert story_clock(settings(tmp_path, **MINUTE_A_DAY)) == first


def test_a_start_that_is_not_set_means_as_before(tmp_path: Path) -> None:
    first = story_clock(settings(tmp_path, **MINUTE_A_DAY))
    assert story_clock(settings(tmp_path, HUYING_TIME_SCALE="0.0007")) == first


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"HUYING_TIME_SCALE": "1"}, r"HUYING_TIME_SCALE=1 \(it runs at 0.0007\)"),
        ({"HUYING_STORY_START": "2027-01-01T00:00:00+08:00"}, "HUYING_STORY_START=2027-01-01"),
    ],
)
def test_other_values_are_refused_unless_no_case_is_open(
    tmp_path: Path, changed: dict[str, str], named: str
) -> None:
    first = story_clock(settings(tmp_path, **MINUTE_A_DAY))
    other = settings(tmp_path, **(MINUTE_A_DAY | changed))
    with pytest.raises(ClockError, match=named):
        story_clock(other)
    assert story_clock(settings(tmp_path, **MINUTE_A_DAY)) == first
    begun = story_clock(other, no_open_cases=True)
    check(begun, other)
    assert story_clock(other) == begun != first


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"story_start": "x", "real_origin": "x", "scale": 1}'])
def test_a_damaged_file_is_said_and_kept(tmp_path: Path, content: str) -> None:
    (tmp_path / "story-clock.json").write_text(content)
    with pytest.raises(ClockError, match=r"story-clock\.json is damaged"):
        story_clock(settings(tmp_path), no_open_cases=False)
    assert (tmp_path / "story-clock.json").read_text() == content
