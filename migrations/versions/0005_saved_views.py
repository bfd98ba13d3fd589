"""Saved views of lists."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("model_id", ID, nullable=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("page_size", ID, nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        *_checks(),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["ml_models.id"],
            name=op.f("fk_saved_views_model_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["staff_users.id"],
            name=op.f("fk_saved_views_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "user_id", "model_id", "name", name=op.f("uq_saved_views_user_id_model_id_name")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_saved_views_model_id"), "saved_views", ["model_id"])
    op.create_index(
        op.f("ix_saved_views_user_id_kind_name"),
        "saved_views",
        ["user_id", "kind", "name"],
        unique=True,
        sqlite_where=sa.text("model_id IS NULL"),
        postgresql_where=sa.text("model_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("saved_views")


def _checks() -> list[sa.CheckConstraint]:
    rules = {
        "name_length": "length(name) BETWEEN 1 AND 255",
        "kind_known": "kind IN ('models', 'versions')",
        "model_has_versions": "kind = 'versions' OR model_id IS NULL",
        "query_length": "length(query) BETWEEN 0 AND 2000",
        "page_size_range": "page_size BETWEEN 1 AND 1000",
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_saved_views_{name}"))
        for name, rule in rules.items()
    ]
