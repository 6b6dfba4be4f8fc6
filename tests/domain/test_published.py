"""What is ours less what was published; and from when it counts."""

from datetime import UTC, datetime
from decimal import Decimal

from domain.label import Label
from domain.published import Difference, Figure, Measured, Published, counted_from, difference
from domain.rates import Share

NAME = Label("件", "cases")


def test_ours_less_theirs_in_numbers_and_in_points() -> None:
    line = Published(Figure.A_CASES, NAME, NAME, "", 10, Decimal("99.5"))
    assert difference(line, Measured(7, Share(3, 4))) == Difference(-3, Decimal("-24.5"))
    assert difference(line, Measured(7)) == Difference(-3, None)
    assert difference(line, Measured(share=Share(0, 0))) == Difference(None, None)
    assert difference(line, None) == Difference(None, None)


def test_what_has_a_first_day_counts_from_it_in_every_year() -> None:
    year = datetime(2026, 1, 1, tzinfo=UTC)
    line = Published(Figure.MATTERS, NAME, NAME, "", since=(4, 1))
    assert counted_from(line, year) == datetime(2026, 4, 1, tzinfo=UTC)
    assert counted_from(Published(Figure.MATTERS, NAME, NAME, ""), year) == year
