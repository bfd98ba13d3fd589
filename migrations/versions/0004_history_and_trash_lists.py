"""Indexes that the history and the trash are listed by."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OF_MODEL = "ix_audit_events_model_id_id"
EVENTS = (
    ("ix_audit_events_occurred_at_id", ["occurred_at", "id"]),
    ("ix_audit_events_model_id_occurred_at_id", ["model_id", "occurred_at", "id"]),
)
TRASHABLE = ("ml_models", "ml_model_versions")


def upgrade() -> None:
    for name, columns in EVENTS:
        op.create_index(op.f(name), "audit_events", columns)
    op.drop_index(op.f(OF_MODEL), "audit_events")
    for table in TRASHABLE:
        is_trashed = sa.text("deleted_at IS NOT NULL")
        op.create_index(
            op.f(f"ix_{table}_deleted_at_id"),
            table,
            ["deleted_at", "id"],
            sqlite_where=is_trashed,
            postgresql_where=is_trashed,
        )


def downgrade() -> None:
    for table in TRASHABLE:
        op.drop_index(op.f(f"ix_{table}_deleted_at_id"), table)
    op.create_index(op.f(OF_MODEL), "audit_events", ["model_id", "id"])
    for name, _ in EVENTS:
        op.drop_index(op.f(name), "audit_events")
