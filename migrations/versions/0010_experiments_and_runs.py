"""Experiments, runs, their metrics over steps, datasets and logged models."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def text_type(length: int) -> sa.String:
    collated = sa.String(length=length, collation="C")
    return sa.String(length=length).with_variant(collated, "postgresql")


NAME, LONG_NAME = text_type(255), text_type(500)
RUN_ID, LOGGED_MODEL_ID = text_type(32), text_type(34)
KEEP = {"sqlite_autoincrement": True}

# MLflow clients use it without being told to, by its id.
DEFAULT = """
INSERT INTO ml_experiments
    (id, name, description, created_at, created_by, updated_at, updated_by, row_version)
VALUES (0, 'Default', '', :now, 'system', :now, 'system', 1)
"""


def upgrade() -> None:
    op.create_table(
        "ml_experiments",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", LONG_NAME, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by", NAME, nullable=True),
        sa.CheckConstraint(
            "length(description) BETWEEN 0 AND 100000",
            name=op.f("ck_ml_experiments_description_length"),
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 500", name=op.f("ck_ml_experiments_name_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_experiments")),
        sa.UniqueConstraint("name", name=op.f("uq_ml_experiments_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ml_experiments_created_at_id"), "ml_experiments", ["created_at", "id"])
    op.create_index(
        op.f("ix_ml_experiments_deleted_at_id"),
        "ml_experiments",
        ["deleted_at", "id"],
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_ml_experiments_updated_at_id"), "ml_experiments", ["updated_at", "id"])

    op.create_table(
        "ml_datasets",
        sa.Column("id", ID, nullable=False),
        sa.Column("experiment_id", ID, nullable=False),
        sa.Column("name", LONG_NAME, nullable=False),
        sa.Column("digest", NAME, nullable=False),
        sa.Column("source_type", NAME, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("schema", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(digest) BETWEEN 1 AND 255", name=op.f("ck_ml_datasets_digest_length")
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 500", name=op.f("ck_ml_datasets_name_length")
        ),
        sa.CheckConstraint(
            "length(profile) BETWEEN 0 AND 1000000", name=op.f("ck_ml_datasets_profile_length")
        ),
        sa.CheckConstraint(
            "length(schema) BETWEEN 0 AND 1000000", name=op.f("ck_ml_datasets_schema_length")
        ),
        sa.CheckConstraint(
            "length(source) BETWEEN 0 AND 1000000", name=op.f("ck_ml_datasets_source_length")
        ),
        sa.CheckConstraint(
            "length(source_type) BETWEEN 0 AND 255", name=op.f("ck_ml_datasets_source_type_length")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["ml_experiments.id"],
            name=op.f("fk_ml_datasets_experiment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_datasets")),
        sa.UniqueConstraint(
            "experiment_id", "name", "digest", name=op.f("uq_ml_datasets_experiment_id_name_digest")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ml_experiment_tags",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("experiment_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(key) BETWEEN 1 AND 255", name=op.f("ck_ml_experiment_tags_key_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 100000", name=op.f("ck_ml_experiment_tags_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["ml_experiments.id"],
            name=op.f("fk_ml_experiment_tags_experiment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_experiment_tags")),
        sa.UniqueConstraint(
            "experiment_id", "key", name=op.f("uq_ml_experiment_tags_experiment_id_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ml_runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", RUN_ID, nullable=False),
        sa.Column("experiment_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("user_name", NAME, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("git_commit", NAME, nullable=False),
        sa.Column("user_start", NAME, nullable=False),
        sa.Column("commit_start", NAME, nullable=False),
        sa.Column("created_via", NAME, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by", NAME, nullable=True),
        sa.CheckConstraint(
            "status IN ('running', 'scheduled', 'finished', 'failed', 'killed')",
            name=op.f("ck_ml_runs_status_known"),
        ),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_ml_runs_ends_after_start")),
        sa.CheckConstraint(
            "length(description) BETWEEN 0 AND 100000", name=op.f("ck_ml_runs_description_length")
        ),
        sa.CheckConstraint(
            "length(git_commit) BETWEEN 0 AND 255", name=op.f("ck_ml_runs_git_commit_length")
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_runs_name_length")),
        sa.CheckConstraint("length(public_id) = 32", name=op.f("ck_ml_runs_public_id_length")),
        sa.CheckConstraint(
            "length(source) BETWEEN 0 AND 2000", name=op.f("ck_ml_runs_source_length")
        ),
        sa.CheckConstraint(
            "length(user_name) BETWEEN 0 AND 255", name=op.f("ck_ml_runs_user_name_length")
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_ml_runs_parent_is_another")),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["ml_experiments.id"],
            name=op.f("fk_ml_runs_experiment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["ml_runs.id"], name=op.f("fk_ml_runs_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_runs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ml_runs_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_ml_runs_commit_start_started_at_id"),
        "ml_runs",
        ["commit_start", "started_at", "id"],
    )
    op.create_index(
        op.f("ix_ml_runs_deleted_at_id"),
        "ml_runs",
        ["deleted_at", "id"],
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_ml_runs_experiment_id_started_at_id"),
        "ml_runs",
        ["experiment_id", "started_at", "id"],
    )
    op.create_index(op.f("ix_ml_runs_parent_id"), "ml_runs", ["parent_id"])
    op.create_index(op.f("ix_ml_runs_started_at_id"), "ml_runs", ["started_at", "id"])
    op.create_index(
        op.f("ix_ml_runs_status_started_at_id"), "ml_runs", ["status", "started_at", "id"]
    )
    op.create_index(
        op.f("ix_ml_runs_user_start_started_at_id"), "ml_runs", ["user_start", "started_at", "id"]
    )

    op.create_table(
        "ml_logged_models",
        sa.Column("id", ID, nullable=False),
        sa.Column("public_id", LOGGED_MODEL_ID, nullable=False),
        sa.Column("experiment_id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("model_type", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("step", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("updated_by", NAME, nullable=False),
        sa.Column("row_version", ID, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("deleted_by", NAME, nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'ready', 'failed')",
            name=op.f("ck_ml_logged_models_status_known"),
        ),
        sa.CheckConstraint(
            "length(model_type) BETWEEN 0 AND 255",
            name=op.f("ck_ml_logged_models_model_type_length"),
        ),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_logged_models_name_length")
        ),
        sa.CheckConstraint(
            "length(public_id) = 34", name=op.f("ck_ml_logged_models_public_id_length")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["ml_experiments.id"],
            name=op.f("fk_ml_logged_models_experiment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ml_runs.id"], name=op.f("fk_ml_logged_models_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_logged_models")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ml_logged_models_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_ml_logged_models_deleted_at_id"),
        "ml_logged_models",
        ["deleted_at", "id"],
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_ml_logged_models_experiment_id_created_at_id"),
        "ml_logged_models",
        ["experiment_id", "created_at", "id"],
    )
    op.create_index(op.f("ix_ml_logged_models_run_id"), "ml_logged_models", ["run_id"])

    op.create_table(
        "ml_metric_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("experiment_id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("count", ID, nullable=False),
        sa.Column("nan_count", ID, nullable=False),
        sa.Column("first_step", ID, nullable=False),
        sa.Column("first_time_ms", ID, nullable=False),
        sa.Column("first_value", sa.Double(), nullable=True),
        sa.Column("last_step", ID, nullable=False),
        sa.Column("last_time_ms", ID, nullable=False),
        sa.Column("last_value", sa.Double(), nullable=True),
        sa.Column("min_step", ID, nullable=True),
        sa.Column("min_time_ms", ID, nullable=True),
        sa.Column("min_value", sa.Double(), nullable=True),
        sa.Column("max_step", ID, nullable=True),
        sa.Column("max_time_ms", ID, nullable=True),
        sa.Column("max_value", sa.Double(), nullable=True),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_metric_series_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["ml_experiments.id"],
            name=op.f("fk_ml_metric_series_experiment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ml_runs.id"], name=op.f("fk_ml_metric_series_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_metric_series")),
        sa.UniqueConstraint("run_id", "name", name=op.f("uq_ml_metric_series_run_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_ml_metric_series_experiment_id_name_last_value_run_id"),
        "ml_metric_series",
        ["experiment_id", "name", "last_value", "run_id"],
    )
    op.create_index(
        op.f("ix_ml_metric_series_experiment_id_name_max_value_run_id"),
        "ml_metric_series",
        ["experiment_id", "name", "max_value", "run_id"],
    )
    op.create_index(
        op.f("ix_ml_metric_series_experiment_id_name_min_value_run_id"),
        "ml_metric_series",
        ["experiment_id", "name", "min_value", "run_id"],
    )
    op.create_index(
        op.f("ix_ml_metric_series_name_last_value_run_id"),
        "ml_metric_series",
        ["name", "last_value", "run_id"],
    )
    op.create_index(
        op.f("ix_ml_metric_series_name_max_value_run_id"),
        "ml_metric_series",
        ["name", "max_value", "run_id"],
    )
    op.create_index(
        op.f("ix_ml_metric_series_name_min_value_run_id"),
        "ml_metric_series",
        ["name", "min_value", "run_id"],
    )

    op.create_table(
        "ml_run_inputs",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("dataset_id", ID, nullable=False),
        sa.Column("context", NAME, nullable=False),
        sa.CheckConstraint(
            "length(context) BETWEEN 0 AND 255", name=op.f("ck_ml_run_inputs_context_length")
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["ml_datasets.id"],
            name=op.f("fk_ml_run_inputs_dataset_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ml_runs.id"], name=op.f("fk_ml_run_inputs_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "dataset_id", "context", name=op.f("pk_ml_run_inputs")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_ml_run_inputs_dataset_id_run_id"), "ml_run_inputs", ["dataset_id", "run_id"]
    )

    op.create_table(
        "ml_run_params",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_start", NAME, nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_run_params_name_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 16000", name=op.f("ck_ml_run_params_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ml_runs.id"], name=op.f("fk_ml_run_params_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_ml_run_params")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_ml_run_params_name_number_run_id"), "ml_run_params", ["name", "number", "run_id"]
    )
    op.create_index(
        op.f("ix_ml_run_params_name_value_start_run_id"),
        "ml_run_params",
        ["name", "value_start", "run_id"],
    )

    op.create_table(
        "ml_run_tags",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_start", NAME, nullable=False),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 255", name=op.f("ck_ml_run_tags_key_length")),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 100000", name=op.f("ck_ml_run_tags_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ml_runs.id"], name=op.f("fk_ml_run_tags_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "key", name=op.f("pk_ml_run_tags")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_ml_run_tags_key_value_start_run_id"),
        "ml_run_tags",
        ["key", "value_start", "run_id"],
    )

    op.create_table(
        "ml_logged_model_metrics",
        sa.Column("logged_model_id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("dataset_name", LONG_NAME, nullable=False),
        sa.Column("dataset_digest", NAME, nullable=False),
        sa.Column("step", ID, nullable=False),
        sa.Column("time_ms", ID, nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_logged_model_metrics_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["logged_model_id"],
            ["ml_logged_models.id"],
            name=op.f("fk_ml_logged_model_metrics_logged_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "logged_model_id",
            "name",
            "dataset_name",
            "dataset_digest",
            "step",
            "time_ms",
            name=op.f("pk_ml_logged_model_metrics"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ml_logged_model_params",
        sa.Column("logged_model_id", ID, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(name) BETWEEN 1 AND 255", name=op.f("ck_ml_logged_model_params_name_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 16000", name=op.f("ck_ml_logged_model_params_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["logged_model_id"],
            ["ml_logged_models.id"],
            name=op.f("fk_ml_logged_model_params_logged_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("logged_model_id", "name", name=op.f("pk_ml_logged_model_params")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ml_logged_model_tags",
        sa.Column("logged_model_id", ID, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(key) BETWEEN 1 AND 255", name=op.f("ck_ml_logged_model_tags_key_length")
        ),
        sa.CheckConstraint(
            "length(value) BETWEEN 0 AND 100000", name=op.f("ck_ml_logged_model_tags_value_length")
        ),
        sa.ForeignKeyConstraint(
            ["logged_model_id"],
            ["ml_logged_models.id"],
            name=op.f("fk_ml_logged_model_tags_logged_model_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("logged_model_id", "key", name=op.f("pk_ml_logged_model_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ml_metric_chunks",
        sa.Column("id", ID, nullable=False),
        sa.Column("series_id", ID, nullable=False),
        sa.Column("count", ID, nullable=False),
        sa.Column("nan_count", ID, nullable=False),
        sa.Column("first_step", ID, nullable=False),
        sa.Column("first_time_ms", ID, nullable=False),
        sa.Column("first_value", sa.Double(), nullable=True),
        sa.Column("last_step", ID, nullable=False),
        sa.Column("last_time_ms", ID, nullable=False),
        sa.Column("last_value", sa.Double(), nullable=True),
        sa.Column("min_step", ID, nullable=True),
        sa.Column("min_time_ms", ID, nullable=True),
        sa.Column("min_value", sa.Double(), nullable=True),
        sa.Column("max_step", ID, nullable=True),
        sa.Column("max_time_ms", ID, nullable=True),
        sa.Column("max_value", sa.Double(), nullable=True),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["ml_metric_series.id"],
            name=op.f("fk_ml_metric_chunks_series_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ml_metric_chunks")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_ml_metric_chunks_series_id_last_step_last_time_ms"),
        "ml_metric_chunks",
        ["series_id", "last_step", "last_time_ms"],
    )
    if op.get_context().dialect.name == "postgresql":
        # They are compressed already.
        op.execute("ALTER TABLE ml_metric_series ALTER COLUMN tail SET STORAGE EXTERNAL")
        op.execute("ALTER TABLE ml_metric_chunks ALTER COLUMN points SET STORAGE EXTERNAL")

    with op.batch_alter_table("ml_model_versions", table_kwargs=KEEP) as batch:
        batch.add_column(sa.Column("run_id", ID, nullable=True))
        batch.add_column(sa.Column("logged_model_id", ID, nullable=True))
        batch.create_index(
            op.f("ix_ml_model_versions_logged_model_id_id"),
            ["logged_model_id", "id"],
            sqlite_where=sa.text("logged_model_id IS NOT NULL"),
            postgresql_where=sa.text("logged_model_id IS NOT NULL"),
        )
        batch.create_index(
            op.f("ix_ml_model_versions_run_id_id"),
            ["run_id", "id"],
            sqlite_where=sa.text("run_id IS NOT NULL"),
            postgresql_where=sa.text("run_id IS NOT NULL"),
        )
        batch.create_foreign_key(op.f("fk_ml_model_versions_run_id"), "ml_runs", ["run_id"], ["id"])
        batch.create_foreign_key(
            op.f("fk_ml_model_versions_logged_model_id"),
            "ml_logged_models",
            ["logged_model_id"],
            ["id"],
        )

    _set_kinds("models", "versions", "runs", "experiments")
    _add_default_experiment()


def _set_kinds(*kinds: str) -> None:
    """Lists that can have saved views."""
    name = op.f("ck_saved_views_kind_known")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("saved_views", table_kwargs=KEEP) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"kind IN ({listed})")


def _add_default_experiment() -> None:
    statement = sa.text(DEFAULT).bindparams(sa.bindparam("now", type_=MOMENT))
    op.get_bind().execute(statement, {"now": datetime.now(UTC)})


def downgrade() -> None:
    op.execute("DELETE FROM saved_views WHERE kind IN ('runs', 'experiments')")
    _set_kinds("models", "versions")
    with op.batch_alter_table("ml_model_versions", table_kwargs=KEEP) as batch:
        batch.drop_constraint(op.f("fk_ml_model_versions_logged_model_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_ml_model_versions_run_id"), type_="foreignkey")
        batch.drop_index(
            op.f("ix_ml_model_versions_run_id_id"),
            sqlite_where=sa.text("run_id IS NOT NULL"),
            postgresql_where=sa.text("run_id IS NOT NULL"),
        )
        batch.drop_index(
            op.f("ix_ml_model_versions_logged_model_id_id"),
            sqlite_where=sa.text("logged_model_id IS NOT NULL"),
            postgresql_where=sa.text("logged_model_id IS NOT NULL"),
        )
        batch.drop_column("logged_model_id")
        batch.drop_column("run_id")
    op.drop_table("ml_metric_chunks")
    op.drop_table("ml_logged_model_tags")
    op.drop_table("ml_logged_model_params")
    op.drop_table("ml_logged_model_metrics")
    op.drop_table("ml_run_tags")
    op.drop_table("ml_run_params")
    op.drop_table("ml_run_inputs")
    op.drop_table("ml_metric_series")
    op.drop_table("ml_logged_models")
    op.drop_table("ml_runs")
    op.drop_table("ml_experiment_tags")
    op.drop_table("ml_datasets")
    op.drop_table("ml_experiments")
