"""Saved views of one experiment's runs, with the curve and the grouping of a list of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
KEEP = {"sqlite_autoincrement": True}
TABLE = "saved_views"
INDEX = "ix_saved_views_user_id_kind_name"
OF_ALL = "model_id IS NULL AND experiment_id IS NULL"
RULES = {
    "experiment_has_runs": "kind = 'runs' OR experiment_id IS NULL",
    "runs_have_curves": "kind = 'runs' OR (curve IS NULL AND group_by IS NULL)",
    "curve_length": "length(curve) BETWEEN 1 AND 255",
    "group_by_known": "group_by IN ('parent')",
}


def upgrade() -> None:
    with op.batch_alter_table(TABLE, table_kwargs=KEEP) as batch:
        batch.drop_index(op.f(INDEX))
        batch.add_column(sa.Column("experiment_id", ID, nullable=True))
        batch.add_column(sa.Column("curve", NAME, nullable=True))
        batch.add_column(sa.Column("group_by", NAME, nullable=True))
        for name, rule in RULES.items():
            batch.create_check_constraint(op.f(f"ck_saved_views_{name}"), rule)
        batch.create_foreign_key(
            op.f("fk_saved_views_experiment_id"),
            "ml_experiments",
            ["experiment_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch.create_unique_constraint(
            op.f("uq_saved_views_user_id_experiment_id_name"), ["user_id", "experiment_id", "name"]
        )
        batch.create_index(op.f("ix_saved_views_experiment_id"), ["experiment_id"])
    _create_index(OF_ALL)


def _create_index(where: str) -> None:
    """Makes names of views of whole lists unique: to a constraint NULLs are distinct."""
    op.create_index(
        op.f(INDEX),
        TABLE,
        ["user_id", "kind", "name"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def downgrade() -> None:
    op.execute("DELETE FROM saved_views WHERE experiment_id IS NOT NULL")
    with op.batch_alter_table(TABLE, table_kwargs=KEEP) as batch:
        batch.drop_index(op.f(INDEX))
        batch.drop_index(op.f("ix_saved_views_experiment_id"))
        batch.drop_constraint(op.f("uq_saved_views_user_id_experiment_id_name"), type_="unique")
        batch.drop_constraint(op.f("fk_saved_views_experiment_id"), type_="foreignkey")
        for name in RULES:
            batch.drop_constraint(op.f(f"ck_saved_views_{name}"), type_="check")
        batch.drop_column("group_by")
        batch.drop_column("curve")
        batch.drop_column("experiment_id")
    _create_index("model_id IS NULL")
