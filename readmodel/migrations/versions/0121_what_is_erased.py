"""What is asked in the name of a person, and cases whose personal data is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0151"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "person_requests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_person_requests_asked", "person_requests", ["asked_at", "id"])
    op.create_table(
        "erasures",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index("ix_erasures_waiting", "erasures", ["erased_at", "case_no"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("erasures")
    op.drop_table("person_requests")
