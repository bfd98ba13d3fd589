"""Goals of metrics: direction, decimals and unit of each metric of a model."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "ml_metric_goals",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_metric_goals_name_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 60", name=op.f("ck_ml_metric_goals_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["ml_models.id"],
            name=op.f("fk_ml_metric_goals_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_metric_goals")),
        sa.UniqueConstraint("model_id", "name", name=op.f("uq_ml_metric_goals_model_id_name")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("ml_metric_goals")
