"""Part of a case number is found without a look at all others; so are filters beside a unit or an item."""

import sqlalchemy as sa
from alembic import op

revision = "0241"
down_revision = "0231"
branch_labels = None
depends_on = None

NUMBERS = {
    "sqlite": {
        "ix_cases_serial": "substr(case_no, -8)",
        "ix_cases_backwards": " || ".join(f"substr(case_no, -{n}, 1)" for n in range(1, 9)),
    },
    "postgresql": {
        "ix_cases_number": '(case_no COLLATE "C")',
        "ix_cases_serial": '(right(case_no, 8) COLLATE "C")',
        "ix_cases_backwards": '(reverse(right(case_no, 8)) COLLATE "C")',
    },
}
ALSO = {
    "ix_cases_unit": ("unit", "opened_at", "case_no", "community", "grade", "tier", "state", "item"),
    "ix_cases_item": (
        "item",
        "opened_at",
        "case_no",
        "exposure",
        "unit",
        "community",
        "grade",
        "tier",
        "state",
    ),
}
BEFORE = {
    "ix_cases_unit": ("unit", "opened_at"),
    "ix_cases_item": ("item", "opened_at", "case_no"),
}


def upgrade() -> None:
    """Go to this revision."""
    for name, expression in NUMBERS[op.get_bind().dialect.name].items():
        op.create_index(name, "cases", [sa.text(expression)])
    for name, columns in ALSO.items():
        op.drop_index(name, "cases")
        op.create_index(name, "cases", columns)


def downgrade() -> None:
    """Go back."""
    for name, columns in BEFORE.items():
        op.drop_index(name, "cases")
        op.create_index(name, "cases", columns)
    for name in NUMBERS[op.get_bind().dialect.name]:
        op.drop_index(name, "cases")
