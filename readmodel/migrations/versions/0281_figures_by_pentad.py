"""Sums by five days between those by month and by day: a quarter as many are read for a period within a month.

What waits to be summed up is in a table of another name, for a worker of the release before would not add it here.
"""

from alembic import op

from readmodel.migrations import sums

revision = "0281"
down_revision = "0271"
branch_labels = None
depends_on = None

DAY = "CAST(substr(day, 9) AS INTEGER)"
FIVES = f"CASE WHEN {DAY} > 30 THEN 5 ELSE ({DAY} - 1) / 5 END"
PENTAD = f"substr(day, 1, 8) || substr('010611162126', 1 + 2 * {FIVES}, 2)"


def upgrade() -> None:
    """Go to this revision."""
    op.rename_table("figure_changes", "figures_waiting")
    sums.create("figure_pentads", "pentad")
    added = ", ".join(f"sum({number})" for number in sums.NUMBERS)
    op.execute(
        f"INSERT INTO figure_pentads (kind, pentad, key, grade, apart, name, latest, {', '.join(sums.NUMBERS)})"
        f" SELECT kind, {PENTAD}, key, grade, apart, max(name), max(latest), {added}"
        " FROM figure_days GROUP BY 1, 2, 3, 4, 5"
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("figure_pentads")
    op.rename_table("figures_waiting", "figure_changes")
