"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NAME = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")


def upgrade() -> None:
    _create_audit_events()
    _create_login_attempts()
    _create_ml_models()
    _create_staff_users()
    _create_api_tokens()
    _create_ml_model_tags()
    _create_ml_model_versions()
    _create_staff_sessions()
    _create_ml_metrics()
    _create_ml_model_aliases()
    _create_ml_model_version_params()
    _create_ml_model_version_tags()
    _protect_audit_events()


def downgrade() -> None:
    op.drop_table("ml_model_version_tags")
    op.drop_table("ml_model_version_params")
    op.drop_table("ml_model_aliases")
    op.drop_table("ml_metrics")
    op.drop_table("staff_sessions")
    op.drop_table("ml_model_versions")
    op.drop_table("ml_model_tags")
    op.drop_table("api_tokens")
    op.drop_table("staff_users")
    op.drop_table("ml_models")
    op.drop_table("login_attempts")
    op.drop_table("audit_events")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_events_are_append_only()")


def _protect_audit_events() -> None:
    """Audit events are added, never changed or removed, by whatever program."""
    if op.get_bind().dialect.name == "postgresql":
        _protect_in_postgresql()
    else:
        _protect_in_sqlite()


def _protect_in_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_events_no_{verb.lower()} BEFORE {verb} ON audit_events "
            "BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END"
        )
    # INSERT OR REPLACE removes the old row without asking a DELETE trigger.
    op.execute(
        "CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events "
        "WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END"
    )


def _protect_in_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit events are append-only'; END $$"
    )
    for verb, scope in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER audit_events_no_{verb.lower()} BEFORE {verb} ON audit_events "
            f"FOR EACH {scope} EXECUTE FUNCTION audit_events_are_append_only()"
        )


def _create_audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("id", ID, nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("action", NAME, nullable=False),
        sa.Column("entity", NAME, nullable=False),
        sa.Column("entity_id", ID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("model_id", ID, nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "length(actor) BETWEEN 1 AND 255", name=op.f("ck_audit_events_actor_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_audit_events_entity_entity_id_id"), "audit_events", ["entity", "entity_id", "id"]
    )
    op.create_index(op.f("ix_audit_events_model_id_id"), "audit_events", ["model_id", "id"])


def _create_login_attempts() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("username", NAME, nullable=False),
        sa.Column("address", NAME, nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("attempted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_login_attempts_address_attempted_at"),
        "login_attempts",
        ["address", "attempted_at"],
    )
    op.create_index(op.f("ix_login_attempts_attempted_at"), "login_attempts", ["attempted_at"])
    op.create_index(
        op.f("ix_login_attempts_username_attempted_at"),
        "login_attempts",
        ["username", "attempted_at"],
    )


def _create_ml_models() -> None:
    op.create_table(
        "ml_models",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("primary_metric", NAME, nullable=True),
        sa.Column("primary_metric_goal", NAME, nullable=True),
        sa.Column("last_version_number", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by", NAME, nullable=True),
        sa.CheckConstraint(
            "primary_metric_goal IN ('maximize', 'minimize')",
            name=op.f("ck_ml_models_primary_metric_goal_known"),
        ),
        sa.CheckConstraint(
            "replace(replace(name, '/', ''), ':', '') = name",
            name=op.f("ck_ml_models_name_characters"),
        ),
        sa.CheckConstraint(
            "(primary_metric IS NULL) = (primary_metric_goal IS NULL)",
            name=op.f("ck_ml_models_primary_metric_has_goal"),
        ),
        sa.CheckConstraint(
            "length(description) BETWEEN 0 AND 100000", name=op.f("ck_ml_models_description_length")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_models_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_models")),
        sa.UniqueConstraint("name", name=op.f("uq_ml_models_name")),
        sqlite_autoincrement=True,
    )


def _create_staff_users() -> None:
    op.create_table(
        "staff_users",
        sa.Column("id", ID, nullable=False),
        sa.Column("username", NAME, nullable=False),
        sa.Column("display_name", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.CheckConstraint(
            "role IN ('viewer', 'editor', 'admin')", name=op.f("ck_staff_users_role_known")
        ),
        sa.CheckConstraint(
            "length(username) BETWEEN 1 AND 255", name=op.f("ck_staff_users_username_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_users")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_users_username")),
        sqlite_autoincrement=True,
    )


def _create_api_tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("secret_hash", NAME, nullable=False),
        sa.Column("scope", NAME, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.CheckConstraint(
            "scope IN ('read', 'write', 'admin')", name=op.f("ck_api_tokens_scope_known")
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_api_tokens_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_users.id"], name=op.f("fk_api_tokens_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_tokens_secret_hash")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_api_tokens_user_id_name")),
        sqlite_autoincrement=True,
    )


def _create_ml_model_tags() -> None:
    op.create_table(
        "ml_model_tags",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(key) BETWEEN 1 AND 255", name=op.f("ck_ml_model_tags_key_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 5000", name=op.f("ck_ml_model_tags_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["ml_models.id"],
            name=op.f("fk_ml_model_tags_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_model_tags")),
        sa.UniqueConstraint("model_id", "key", name=op.f("uq_ml_model_tags_model_id_key")),
        sqlite_autoincrement=True,
    )


def _create_ml_model_versions() -> None:
    op.create_table(
        "ml_model_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("device", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by", NAME, nullable=True),
        sa.CheckConstraint(
            "device IN ('cpu', 'cuda', 'mps', 'tpu', 'other')",
            name=op.f("ck_ml_model_versions_device_known"),
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'ready', 'failed')",
            name=op.f("ck_ml_model_versions_status_known"),
        ),
        sa.CheckConstraint(
            "length(description) BETWEEN 0 AND 100000",
            name=op.f("ck_ml_model_versions_description_length"),
        ),
        sa.CheckConstraint(
            "length(source) BETWEEN 1 AND 2000", name=op.f("ck_ml_model_versions_source_length")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_ml_model_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["ml_models.id"],
            name=op.f("fk_ml_model_versions_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_model_versions")),
        sa.UniqueConstraint("model_id", "id", name=op.f("uq_ml_model_versions_model_id_id")),
        sa.UniqueConstraint(
            "model_id", "number", name=op.f("uq_ml_model_versions_model_id_number")
        ),
        sqlite_autoincrement=True,
    )


def _create_staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("key_hash", NAME, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["staff_users.id"],
            name=op.f("fk_staff_sessions_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_staff_sessions_key_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_staff_sessions_expires_at"), "staff_sessions", ["expires_at"])
    op.create_index(op.f("ix_staff_sessions_user_id"), "staff_sessions", ["user_id"])


def _create_ml_metrics() -> None:
    op.create_table(
        "ml_metrics",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_metrics_name_length")
        ),
        sa.CheckConstraint(
            "value BETWEEN -1.7976931348623157e+308 AND 1.7976931348623157e+308",
            name=op.f("ck_ml_metrics_value_finite"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["ml_model_versions.id"],
            name=op.f("fk_ml_metrics_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_metrics")),
        sa.UniqueConstraint("version_id", "name", name=op.f("uq_ml_metrics_version_id_name")),
        sqlite_autoincrement=True,
    )


def _create_ml_model_aliases() -> None:
    op.create_table(
        "ml_model_aliases",
        sa.Column("id", ID, nullable=False),
        sa.Column("model_id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("version_id", ID, nullable=True),
        sa.Column("version_number", ID, nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("started_by", NAME, nullable=False),
        sa.Column("start_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", NAME, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(is_current IS NULL) = (ended_at IS NOT NULL)",
            name=op.f("ck_ml_model_aliases_current_until_ended"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_ml_model_aliases_ended_by_somebody"),
        ),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_ml_model_aliases_span")),
        sa.CheckConstraint(
            "ended_at IS NOT NULL OR version_id IS NOT NULL",
            name=op.f("ck_ml_model_aliases_current_has_version"),
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_model_aliases_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["model_id", "version_id"],
            ["ml_model_versions.model_id", "ml_model_versions.id"],
            name=op.f("fk_ml_model_aliases_model_id_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["ml_models.id"],
            name=op.f("fk_ml_model_aliases_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_model_aliases")),
        sa.UniqueConstraint(
            "model_id",
            "name",
            "is_current",
            name=op.f("uq_ml_model_aliases_model_id_name_is_current"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_ml_model_aliases_model_id_name_started_at"),
        "ml_model_aliases",
        ["model_id", "name", "started_at"],
    )
    op.create_index(op.f("ix_ml_model_aliases_version_id"), "ml_model_aliases", ["version_id"])


def _create_ml_model_version_params() -> None:
    op.create_table(
        "ml_model_version_params",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_model_version_params_name_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 5000", name=op.f("ck_ml_model_version_params_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["ml_model_versions.id"],
            name=op.f("fk_ml_model_version_params_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_model_version_params")),
        sa.UniqueConstraint(
            "version_id", "name", name=op.f("uq_ml_model_version_params_version_id_name")
        ),
        sqlite_autoincrement=True,
    )


def _create_ml_model_version_tags() -> None:
    op.create_table(
        "ml_model_version_tags",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(key) BETWEEN 1 AND 255", name=op.f("ck_ml_model_version_tags_key_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 5000", name=op.f("ck_ml_model_version_tags_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["ml_model_versions.id"],
            name=op.f("fk_ml_model_version_tags_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_model_version_tags")),
        sa.UniqueConstraint(
            "version_id", "key", name=op.f("uq_ml_model_version_tags_version_id_key")
        ),
        sqlite_autoincrement=True,
    )
