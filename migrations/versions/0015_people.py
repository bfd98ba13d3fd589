"""Owners, teams, stars, watches, comments and inboxes."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KEEP = {"sqlite_autoincrement": True}
KINDS = "'mention', 'owner', 'alias', 'failed', 'version', 'comment', 'trash'"
OF_MODELS = ("owner", "team")


def text_type(length: int) -> sa.String:
    collated = sa.String(length=length, collation="C")
    return sa.String(length=length).with_variant(collated, "postgresql")


NAME, COMMENT_ID = text_type(255), text_type(16)


def upgrade() -> None:
    with op.batch_alter_table("ml_models", table_kwargs=KEEP) as batch:
        for name in OF_MODELS:
            batch.add_column(sa.Column(name, NAME, nullable=True))
            batch.create_check_constraint(
                op.f(f"ck_ml_models_{name}_length"), f"length({name}) BETWEEN 1 AND 255"
            )
            batch.create_index(op.f(f"ix_ml_models_{name}_name"), [name, "name"])
    with op.batch_alter_table("staff_users", table_kwargs=KEEP) as batch:
        batch.add_column(sa.Column("email", NAME, nullable=True))
        batch.create_check_constraint(
            op.f("ck_staff_users_email_length"), "length(email) BETWEEN 3 AND 255"
        )
    op.create_index(
        op.f("ix_audit_events_actor_occurred_at_id"), "audit_events", ["actor", "occurred_at", "id"]
    )
    create_watches()
    create_comments()
    create_inbox()


def create_watches() -> None:
    table = "ml_model_watches"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("is_starred", sa.Boolean(), nullable=False),
        sa.Column("is_watched", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("is_starred OR is_watched", name=op.f(f"ck_{table}_starred_or_watched")),
        foreign_key(table, "user_id", "staff_users"),
        foreign_key(table, "model_id", "ml_models"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("user_id", "model_id", name=op.f(f"uq_{table}_user_id_model_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{table}_model_id_is_watched"), table, ["model_id", "is_watched"])


def create_comments() -> None:
    table = "ml_comments"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", COMMENT_ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("assignment_id", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.CheckConstraint(
            "(version_id IS NULL) <> (assignment_id IS NULL)", name=op.f(f"ck_{table}_one_subject")
        ),
        sa.CheckConstraint(
            "length(public_id) BETWEEN 16 AND 16", name=op.f(f"ck_{table}_public_id_length")
        ),
        sa.CheckConstraint(
            "length(text) BETWEEN 1 AND 10000", name=op.f(f"ck_{table}_text_length")
        ),
        foreign_key(table, "model_id", "ml_models"),
        foreign_key(table, "version_id", "ml_model_versions"),
        foreign_key(table, "assignment_id", "ml_model_aliases"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sqlite_autoincrement=True,
    )
    for column in ("model_id", "version_id", "assignment_id", "created_by"):
        op.create_index(op.f(f"ix_{table}_{column}_id"), table, [column, "id"])


def create_inbox() -> None:
    table = "inbox_entries"
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("event_count", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("mail_due_at", MOMENT, nullable=True),
        sa.Column("mail_attempts", ID, nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f(f"ck_{table}_kind_known")),
        sa.CheckConstraint("event_count >= 1", name=op.f(f"ck_{table}_event_count_positive")),
        foreign_key(table, "user_id", "staff_users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f(f"ix_{table}_user_id_id"), table, ["user_id", "id"])
    op.create_index(op.f(f"ix_{table}_created_at"), table, ["created_at"])
    for name, column, where in (
        ("unread", "user_id", "read_at IS NULL"),
        ("due", "mail_due_at", "mail_due_at IS NOT NULL"),
    ):
        op.create_index(
            op.f(f"ix_{table}_{name}"),
            table,
            [column],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    # Older versions know no comments in the history; the database refuses to change it, so that
    # whoever goes back reads their actions as they are.
    for table in ("inbox_entries", "ml_comments", "ml_model_watches"):
        op.drop_table(table)
    op.drop_index(op.f("ix_audit_events_actor_occurred_at_id"), "audit_events")
    with op.batch_alter_table("staff_users", table_kwargs=KEEP) as batch:
        batch.drop_constraint(op.f("ck_staff_users_email_length"), type_="check")
        batch.drop_column("email")
    with op.batch_alter_table("ml_models", table_kwargs=KEEP) as batch:
        for name in OF_MODELS:
            batch.drop_index(op.f(f"ix_ml_models_{name}_name"))
            batch.drop_constraint(op.f(f"ck_ml_models_{name}_length"), type_="check")
            batch.drop_column(name)
