"""Sums by day beside those by month: a period that begins within a month is read as well, and not counted."""

from alembic import op

from readmodel.migrations import sums

revision = "0271"
down_revision = "0261"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision. What waited to be summed up did not know its day: it goes into the months first."""
    _sum_up("month")
    op.drop_table("figure_changes")
    sums.create_changes("day")
    sums.create("figure_days", "day")
    sums.fill("figure_days", "day")


def downgrade() -> None:
    """Go back."""
    _sum_up("substr(day, 1, 7)")
    op.drop_table("figure_changes")
    sums.create_changes("month")
    op.drop_table("figure_days")


def _sum_up(month: str) -> None:
    if sums.on_postgres():  # the release before may be at it still
        op.execute("LOCK TABLE figure_changes, figures IN ACCESS EXCLUSIVE MODE")
    names = {"unit": "unit_zh", "item": "item_name"}
    numbers = ", ".join(sums.NUMBERS)
    summed = ", ".join(f"sum({number})" for number in sums.NUMBERS)
    added = ", ".join(f"{number} = figures.{number} + excluded.{number}" for number in sums.NUMBERS)
    for kind in (*sums.KINDS, *sums.OF_CASES):
        op.execute(
            f"INSERT INTO figures (kind, month, key, grade, apart, name, latest, {numbers})"
            f" SELECT '{kind}', {month}, {kind}, grade, apart, max({names.get(kind, kind)}), max(latest), {summed}"
            f" FROM figure_changes WHERE {kind} IS NOT NULL GROUP BY 2, 3, 4, 5"
            f" ON CONFLICT (kind, month, key, grade, apart) DO UPDATE SET name = excluded.name, latest = CASE"
            " WHEN figures.latest IS NULL OR excluded.latest > figures.latest THEN excluded.latest"
            f" ELSE figures.latest END, {added}"
        )
