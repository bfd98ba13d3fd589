"""When each model was last active; indexes of the aliases in use and of tags by key."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
TABLE = "ml_model_activities"

# The newest event or row: rows of an import have no events.
FILL = """
INSERT INTO ml_model_activities (model_id, active_at, active_by)
SELECT model_id, active_at, active_by FROM (
    SELECT model_id, active_at, active_by,
        row_number() OVER (PARTITION BY model_id ORDER BY active_at DESC, active_by) AS place
    FROM (
        SELECT id AS model_id, updated_at AS active_at, updated_by AS active_by FROM ml_models
        UNION ALL SELECT model_id, updated_at, updated_by FROM ml_model_versions
        UNION ALL SELECT model_id, started_at, started_by FROM ml_model_aliases
        UNION ALL SELECT model_id, ended_at, ended_by FROM ml_model_aliases
            WHERE ended_at IS NOT NULL
        UNION ALL SELECT model_id, occurred_at, actor FROM audit_events
            WHERE model_id IN (SELECT id FROM ml_models)
    ) AS activities
) AS ranked WHERE place = 1
"""


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("active_by", NAME, nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["ml_models.id"], name=op.f(f"fk_{TABLE}_model_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("model_id", name=op.f(f"uq_{TABLE}_model_id")),
        sqlite_autoincrement=True,
    )
    op.execute(FILL)
    op.create_index(op.f(f"ix_{TABLE}_active_at_model_id"), TABLE, ["active_at", "model_id"])
    op.create_index(
        op.f("ix_ml_model_aliases_id_model_id"),
        "ml_model_aliases",
        ["id", "model_id"],
        sqlite_where=sa.text("is_current IS 1"),
        postgresql_where=sa.text("is_current IS true"),
    )
    op.create_index(
        op.f("ix_ml_model_version_tags_key_version_id"),
        "ml_model_version_tags",
        ["key", "version_id"],
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_ml_model_version_tags_key_version_id"), "ml_model_version_tags")
    op.drop_index(op.f("ix_ml_model_aliases_id_model_id"), "ml_model_aliases")
    op.drop_table(TABLE)
