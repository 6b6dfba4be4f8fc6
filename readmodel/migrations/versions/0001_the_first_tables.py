"""The first tables: events, the rows made from them, accounts, sessions, spool."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "accounts",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_table(
        "cases",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("item_name", sa.String(), nullable=True),
        sa.Column("class_zh", sa.String(), nullable=True),
        sa.Column("exposure", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reporter_kind", sa.String(), nullable=False),
        sa.Column("community", sa.String(), nullable=True),
        sa.Column("grid", sa.String(), nullable=True),
        sa.Column("lng", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("unit_zh", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_zh", sa.String(), nullable=True),
        sa.Column("due_en", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("flags", sa.String(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("breached", sa.Boolean(), nullable=False),
        sa.Column("next_resolve_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("linked_to", sa.String(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("incident", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index("ix_cases_linked_to", "cases", ["linked_to"])
    op.create_index("ix_cases_opened", "cases", ["opened_at", "case_no"])
    op.create_index("ix_cases_state", "cases", ["state", "opened_at"])
    op.create_index("ix_cases_unit", "cases", ["unit", "opened_at"])

    op.create_table(
        "events",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("call_n", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "seq"),
    )
    op.create_index("ix_events_recorded_at", "events", ["recorded_at"])

    op.create_table(
        "spool",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_spool_waiting", "spool", ["started_at", "received_at", "id"])

    op.create_table(
        "calls",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_zh", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("item_name", sa.String(), nullable=True),
        sa.Column("exposure", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("response_item", sa.String(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("community", sa.String(), nullable=True),
        sa.Column("grid", sa.String(), nullable=True),
        sa.Column("reporter_kind", sa.String(), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolve_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respond_zh", sa.String(), nullable=False),
        sa.Column("respond_en", sa.String(), nullable=False),
        sa.Column("resolve_zh", sa.String(), nullable=False),
        sa.Column("resolve_en", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_zh", sa.String(), nullable=False),
        sa.Column("due_en", sa.String(), nullable=False),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("breached_respond", sa.Boolean(), nullable=False),
        sa.Column("breached_resolve", sa.Boolean(), nullable=False),
        sa.Column("undelivered", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("counts_response", sa.Boolean(), nullable=False),
        sa.Column("counts_completion", sa.Boolean(), nullable=False),
        sa.Column("answered_in_time", sa.Boolean(), nullable=False),
        sa.Column("completed_in_time", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_by_staff", sa.Boolean(), nullable=False),
        sa.Column("rating_excluded", sa.Boolean(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rateable_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("response_month", sa.String(), nullable=False),
        sa.Column("resolve_month", sa.String(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call_id"),
    )
    op.create_index("ix_calls_case_no", "calls", ["case_no"])
    op.create_index("ix_calls_due", "calls", ["state", "due_at", "call_id"])
    op.create_index("ix_calls_look", "calls", ["state", "look_at"])
    op.create_index("ix_calls_resolve_by", "calls", ["resolve_by"])
    op.create_index("ix_calls_respond_by", "calls", ["respond_by"])
    op.create_index("ix_calls_unit", "calls", ["unit", "state", "due_at"])

    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["username"], ["accounts.username"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_sessions_username", "sessions", ["username"])

    op.create_table(
        "tasks",
        sa.Column("case_no", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("call_n", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_zh", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_zh", sa.String(), nullable=False),
        sa.Column("due_en", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("item_name", sa.String(), nullable=True),
        sa.Column("exposure", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("community", sa.String(), nullable=True),
        sa.Column("grid", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_no", "id"),
    )
    op.create_index("ix_tasks_due", "tasks", ["due_at"])
    op.create_index("ix_tasks_unit", "tasks", ["unit", "due_at"])

    op.create_table(
        "warnings",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_zh", sa.String(), nullable=False),
        sa.Column("due_en", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("call_id", "clock", "mark", "due_at"),
    )
    op.create_index("ix_warnings_given", "warnings", ["given_at", "call_id", "clock"])
    op.create_index("ix_warnings_unit", "warnings", ["unit", "given_at"])
    op.create_index("ix_warnings_unsent", "warnings", ["sent_at", "notice"])


def downgrade() -> None:
    """Drop everything: there was nothing before."""
    for table in ("warnings", "tasks", "calls", "sessions", "spool", "events", "cases", "accounts"):
        op.drop_table(table)
