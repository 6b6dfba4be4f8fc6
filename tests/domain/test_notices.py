"""公告: which are shown before a report; and 我也遇到: a reporter's own merge."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.notices import Notice, fitting

NOW = datetime(2026, 10, 9, 1, tzinfo=UTC)
HERE, FAR = (114.3417, 30.5504), (114.3517, 30.5504)


def notice(**more: object) -> Notice:
    """A notice of an hour."""
    return Notice("n", "停水", "抢修", NOW, NOW + timedelta(hours=1), **more)  # type: ignore[arg-type]


STREET, OF_COMMUNITY = notice(), notice(communities=("SQ07",))
OF_POINT, OF_ITEM = notice(point=HERE, metres=300), notice(items=("B0601",))
OF_BOTH = notice(communities=("SQ07",), items=("B0601",))


@pytest.mark.parametrize(
    ("shown", "community", "point", "items", "fits"),
    [
        (STREET, None, None, (), False),
        (STREET, "SQ07", None, (), True),
        (STREET, None, None, ("B0101",), True),
        (OF_COMMUNITY, "SQ07", None, (), True),
        (OF_COMMUNITY, "SQ08", None, (), False),
        (OF_COMMUNITY, None, None, ("B0601",), True),
        (OF_POINT, "SQ07", HERE, (), True),
        (OF_POINT, "SQ07", FAR, (), False),
        (OF_POINT, "SQ07", None, (), False),
        (OF_ITEM, "SQ07", HERE, (), True),
        (OF_ITEM, "SQ07", HERE, ("B0101",), False),
        (OF_ITEM, None, None, ("B0101", "B0601"), True),
        (OF_BOTH, "SQ07", HERE, ("B0601",), True),
        (OF_BOTH, "SQ07", HERE, ("B0101",), False),
        (OF_BOTH, "SQ08", None, ("B0601",), False),
    ],
)
def test_what_is_known_of_the_report_must_fit(
    shown: Notice,
    community: str | None,
    point: tuple[float, float] | None,
    items: tuple[str, ...],
    fits: bool,
) -> None:
    assert fitting([shown], community, point, items) == ([shown] if fits else [])
