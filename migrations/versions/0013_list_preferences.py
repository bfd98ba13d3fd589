"""Preferences of lists: columns and density of each user, and a default for all."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
TABLE = "list_preferences"
RULES = {
    "key_length": "length(key) BETWEEN 1 AND 255",
    "kind_known": "kind IN ('models', 'versions', 'runs', 'experiments')",
    "density_known": "density IN ('roomy', 'compact')",
    "model_has_versions": "kind = 'versions' OR model_id IS NULL",
    "experiment_has_runs": "kind = 'runs' OR experiment_id IS NULL",
}
OWNERS = {"user_id": "staff_users", "model_id": "ml_models", "experiment_id": "ml_experiments"}


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ID, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("model_id", ID, nullable=True),
        sa.Column("experiment_id", ID, nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("density", NAME, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}"))
            for name, rule in RULES.items()
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}"), ondelete="CASCADE"
            )
            for column, table in OWNERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{TABLE}_key")),
        sqlite_autoincrement=True,
    )
    for column in OWNERS:
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
