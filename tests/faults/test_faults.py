"""Three faults under thirty cases: whatever is broken, nothing is lost."""

from random import Random

from faults.faults import FAULTS, planned
from faults.judge import Line
from faults.play import Run, play
from faults.table import show

THREE = ("kill Temporal", "kill worker", "department doubles and reorders")


async def test_nothing_is_lost_by_three_faults() -> None:
    run = Run("sqlite", cases=30, seconds=8, look=1.0, named=THREE)
    outcome = await play(run)
    assert sorted(outcome.done) == sorted(THREE)
    assert {line.name: line.wrong for line in outcome.lines if line.wrong} == {}
    assert next(line.of for line in outcome.lines if line.name.startswith("reports accepted")) == 30


def test_the_same_seed_plans_the_same_faults() -> None:
    plans = [planned(Random(7), FAULTS, 200, 60.0) for _ in range(2)]
    assert plans[0] == plans[1]
    assert plans[0] != planned(Random(8), FAULTS, 200, 60.0)
    assert {one.fault.name for one in plans[0]} == {fault.name for fault in FAULTS}
    assert all(0 <= one.at <= 60.0 and one.target in one.fault.targets for one in plans[0])


def test_a_line_that_is_not_zero_fails_the_table() -> None:
    assert show("well", (Line("lost", 3, ()),), ())
    assert not show("ill", (Line("lost", 3, ("SGH-1",)), Line("other", 1, ())), ())
