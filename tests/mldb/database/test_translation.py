"""Every violation of a constraint becomes the domain error that the constraint itself words."""

import inspect
import pickle
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Constraint, FromClause, Index, Table, insert

from mldb import async_db, errors
from mldb.config import DatabaseConfig
from mldb.errors import (
    ConflictError,
    DuplicateError,
    InUseError,
    InvalidTokenError,
    MLDBError,
    NotFoundError,
    QuerySyntaxError,
    RuleViolationError,
    StorageError,
    ThrottledError,
)
from mldb.models import Base
from mldb.sync_db import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BY = {
    "created_at": NOW,
    "created_by": "alice",
    "updated_at": NOW,
    "updated_by": "alice",
    "row_version": 1,
}

RUN_ID = "7" * 32
LOGGED_MODEL_ID = f"m-{RUN_ID}"
POINTS = {
    "count": 1,
    "nan_count": 0,
    "first_step": 0,
    "first_time_ms": 0,
    "first_value": 0.5,
    "last_step": 0,
    "last_time_ms": 0,
    "last_value": 0.5,
}

# One row of every table, parents first.
ROWS: dict[str, dict[str, Any]] = {
    "ml_experiments": {"id": 1, "name": "churn", "description": "", **BY},
    "ml_experiment_tags": {"id": 1, "experiment_id": 1, "key": "team", "value": "", **BY},
    "ml_runs": {
        "id": 1,
        "public_id": RUN_ID,
        "experiment_id": 1,
        "name": "brisk-otter-1",
        "status": "finished",
        "description": "",
        "started_at": NOW,
        "ended_at": NOW,
        "user_name": "alice",
        "source": "train.py",
        "git_commit": "",
        **BY,
    },
    "ml_run_params": {"run_id": 1, "name": "lr", "value": "1", "value_start": "1"},
    "ml_run_tags": {"run_id": 1, "key": "team", "value": "", "value_start": ""},
    "ml_metric_series": {
        "id": 1,
        "run_id": 1,
        "experiment_id": 1,
        "name": "loss",
        "tail": b"",
        **POINTS,
    },
    "ml_metric_chunks": {"id": 1, "series_id": 1, "points": b"", **POINTS},
    "ml_datasets": {
        "id": 1,
        "experiment_id": 1,
        "name": "payments",
        "digest": "1",
        "source_type": "",
        "source": "",
        "schema": "",
        "profile": "",
    },
    "ml_run_inputs": {"run_id": 1, "dataset_id": 1, "context": "training"},
    "ml_logged_models": {
        "id": 1,
        "public_id": LOGGED_MODEL_ID,
        "experiment_id": 1,
        "run_id": 1,
        "name": "model",
        "model_type": "",
        "status": "ready",
        **BY,
    },
    "ml_logged_model_params": {"logged_model_id": 1, "name": "lr", "value": "1"},
    "ml_logged_model_tags": {"logged_model_id": 1, "key": "team", "value": ""},
    "ml_logged_model_metrics": {
        "logged_model_id": 1,
        "name": "auc",
        "dataset_name": "",
        "dataset_digest": "",
        "step": 0,
        "time_ms": 0,
        "value": 0.5,
    },
    "ml_models": {"id": 1, "name": "fraud", "description": "", "last_version_number": 1, **BY},
    "ml_model_versions": {
        "id": 1,
        "model_id": 1,
        "number": 1,
        "source": "s3://bucket",
        "device": "cpu",
        "status": "ready",
        "description": "",
        **BY,
    },
    "ml_contents": {
        "id": 1,
        "sha256": "1" * 64,
        "size_bytes": 0,
        "storage_key": "contents/1",
        "created_at": NOW,
    },
    "ml_artifacts": {
        "id": 1,
        "run_id": 1,
        "experiment_id": 1,
        "path": "model/weights",
        "content_id": 1,
        "size_bytes": 0,
        "media_type": "a/b",
        "created_at": NOW,
        "created_by": "alice",
    },
    "ml_artifact_uploads": {
        "id": 1,
        "run_id": 1,
        "public_id": RUN_ID,
        "path": "model/weights",
        "media_type": "a/b",
        "created_at": NOW,
        "created_by": "alice",
    },
    "ml_metrics": {"id": 1, "version_id": 1, "name": "auc", "value": 0.5, **BY},
    "ml_model_version_params": {"id": 1, "version_id": 1, "name": "depth", "value": "3", **BY},
    "ml_model_version_tags": {"id": 1, "version_id": 1, "key": "stage", "value": "", **BY},
    "ml_metric_goals": {"id": 1, "model_id": 1, "name": "auc", "value": "", **BY},
    "ml_model_tags": {"id": 1, "model_id": 1, "key": "team", "value": "", **BY},
    "ml_model_aliases": {
        "id": 1,
        "model_id": 1,
        "name": "champion",
        "name_key": "champion",
        "version_id": 1,
        "version_number": 1,
        "is_current": True,
        "started_at": NOW,
        "started_by": "alice",
    },
    "ml_model_names": {"id": 1, "name": "fraud", "last_version_number": 0, "model_id": 1},
    "ml_model_activities": {"id": 1, "model_id": 1, "active_at": NOW, "active_by": "alice"},
    "ml_comments": {
        "id": 1,
        "public_id": "7" * 16,
        "model_id": 1,
        "version_id": 1,
        "text": "Good.",
        **BY,
    },
    "staff_users": {
        "id": 1,
        "username": "root",
        "display_name": "Root",
        "role": "admin",
        "is_active": True,
        "password_hash": "hash",
        **BY,
    },
    "saved_views": {
        "id": 1,
        "user_id": 1,
        "kind": "versions",
        "model_id": 1,
        "name": "best",
        "query": "",
        "columns": [],
        "is_shared": False,
        **BY,
    },
    "list_preferences": {
        "id": 1,
        "key": "1/versions/model/1",
        "user_id": 1,
        "kind": "versions",
        "model_id": 1,
        "columns": [],
        "updated_at": NOW,
    },
    "api_tokens": {
        "id": 1,
        "user_id": 1,
        "name": "ci",
        "secret_hash": "hash",
        "scope": "read",
        **BY,
    },
    "idempotency_keys": {
        "id": 1,
        "user_id": 1,
        "key": "first",
        "fingerprint": "same",
        "answer": "done",
        "created_at": NOW,
    },
    "staff_sessions": {
        "id": 1,
        "key_hash": "hash",
        "user_id": 1,
        "payload": "",
        "created_at": NOW,
        "updated_at": NOW,
        "expires_at": NOW,
    },
    "login_attempts": {
        "id": 1,
        "username": "root",
        "address": "::1",
        "succeeded": True,
        "attempted_at": NOW,
    },
    "leases": {"id": 1, "name": "housekeeping", "holder": "a", "expires_at": NOW},
    "ml_model_watches": {
        "id": 1,
        "user_id": 1,
        "model_id": 1,
        "is_starred": True,
        "is_watched": True,
        "created_at": NOW,
    },
    "audit_events": {
        "id": 1,
        "occurred_at": NOW,
        "actor": "alice",
        "action": "create",
        "entity": "model",
        "entity_id": 1,
        "label": "fraud",
        "changes": {},
    },
    "inbox_entries": {
        "id": 1,
        "user_id": 1,
        "event_id": 1,
        "kind": "version",
        "event_count": 1,
        "created_at": NOW,
        "mail_attempts": 0,
    },
}

# Values that differ from those of the first row, so that only one constraint is broken.
DISTINCT: dict[str, dict[str, Any]] = {
    "ml_experiments": {"name": "fraud"},
    "ml_experiment_tags": {"key": "stage"},
    "ml_runs": {"public_id": "8" * 32},
    "ml_run_params": {"name": "depth"},
    "ml_run_tags": {"key": "stage"},
    "ml_metric_series": {"name": "auc"},
    "ml_datasets": {"digest": "2"},
    "ml_run_inputs": {"context": "evaluation"},
    "ml_logged_models": {"public_id": "m-" + "8" * 32},
    "ml_logged_model_params": {"name": "depth"},
    "ml_logged_model_tags": {"key": "stage"},
    "ml_logged_model_metrics": {"name": "f1"},
    "ml_models": {"name": "churn"},
    "ml_model_versions": {"number": 2},
    "ml_contents": {"sha256": "2" * 64, "storage_key": "contents/2"},
    "ml_artifacts": {"path": "other"},
    "ml_artifact_uploads": {"public_id": "8" * 32},
    "ml_metrics": {"name": "f1"},
    "ml_model_version_params": {"name": "width"},
    "ml_model_version_tags": {"key": "team"},
    "ml_metric_goals": {"name": "f1"},
    "ml_model_tags": {"key": "stage"},
    "ml_model_aliases": {"name": "challenger", "name_key": "challenger"},
    "ml_model_names": {"name": "churn"},
    "ml_model_activities": {"model_id": 2},
    "ml_comments": {"public_id": "8" * 16},
    "ml_model_watches": {"model_id": 2},
    "staff_users": {"username": "alice"},
    "saved_views": {"name": "worst"},
    "list_preferences": {"key": "1/versions"},
    "api_tokens": {"name": "laptop", "secret_hash": "other"},
    "idempotency_keys": {"key": "second"},
    "staff_sessions": {"key_hash": "other"},
    "leases": {"name": "delivery"},
}

# A file at the path `a` of a logged model, and of a version.
VIEW_OF_RUNS = {"kind": "runs", "model_id": None}
OF_LOGGED_MODEL = {"run_id": None, "logged_model_id": 1, "path": "a"}
OF_VERSION = {"run_id": None, "experiment_id": None, "version_id": 1, "model_id": 1, "path": "a"}
ENDED = {"is_current": None, "ended_at": NOW, "ended_by": "alice"}
# By constraint: the values that break it.
VIOLATIONS: dict[str, dict[str, Any]] = {
    "uq_ml_experiments_name": {"name": "churn"},
    "ck_ml_experiments_name_length": {"name": ""},
    "ck_ml_experiments_description_length": {"description": "x" * 100_001},
    "uq_ml_experiment_tags_experiment_id_key": {"key": "team"},
    "ck_ml_experiment_tags_key_length": {"key": ""},
    "ck_ml_experiment_tags_value_length": {"value": "x" * 100_001},
    "uq_ml_runs_public_id": {"public_id": RUN_ID},
    "ck_ml_runs_public_id_length": {"public_id": "7"},
    "ck_ml_runs_name_length": {"name": ""},
    "ck_ml_runs_description_length": {"description": "x" * 100_001},
    "ck_ml_runs_user_name_length": {"user_name": "x" * 256},
    "ck_ml_runs_source_length": {"source": "x" * 2_001},
    "ck_ml_runs_git_commit_length": {"git_commit": "x" * 256},
    "ck_ml_runs_status_known": {"status": "done"},
    "ck_ml_runs_parent_is_another": {"parent_id": 2},
    "ck_ml_runs_ends_after_start": {"ended_at": NOW - timedelta(days=1)},
    "ck_ml_run_params_name_length": {"name": ""},
    "ck_ml_run_params_value_length": {"value": "x" * 16_001},
    "ck_ml_run_tags_key_length": {"key": ""},
    "ck_ml_run_tags_value_length": {"value": "x" * 100_001},
    "uq_ml_metric_series_run_id_name": {"name": "loss"},
    "ck_ml_metric_series_name_length": {"name": ""},
    "uq_ml_datasets_experiment_id_name_digest": {"digest": "1"},
    "ck_ml_datasets_name_length": {"name": ""},
    "ck_ml_datasets_digest_length": {"digest": ""},
    "ck_ml_datasets_source_type_length": {"source_type": "x" * 256},
    "ck_ml_datasets_source_length": {"source": "x" * 1_000_001},
    "ck_ml_datasets_schema_length": {"schema": "x" * 1_000_001},
    "ck_ml_datasets_profile_length": {"profile": "x" * 1_000_001},
    "ck_ml_run_inputs_context_length": {"context": "x" * 256},
    "uq_ml_logged_models_public_id": {"public_id": LOGGED_MODEL_ID},
    "ck_ml_logged_models_public_id_length": {"public_id": "m-7"},
    "ck_ml_logged_models_name_length": {"name": ""},
    "ck_ml_logged_models_model_type_length": {"model_type": "x" * 256},
    "ck_ml_logged_models_status_known": {"status": "done"},
    "ck_ml_logged_model_params_name_length": {"name": ""},
    "ck_ml_logged_model_params_value_length": {"value": "x" * 16_001},
    "ck_ml_logged_model_tags_key_length": {"key": ""},
    "ck_ml_logged_model_tags_value_length": {"value": "x" * 100_001},
    "ck_ml_logged_model_metrics_name_length": {"name": ""},
    "uq_ml_models_name": {"name": "fraud"},
    "ck_ml_models_name_length": {"name": ""},
    "ck_ml_models_name_characters": {"name": "a/b"},
    "ck_ml_models_description_length": {"description": "x" * 100_001},
    "ck_ml_models_primary_metric_goal_known": {"primary_metric": "f1", "primary_metric_goal": "up"},
    "ck_ml_models_primary_metric_has_goal": {"primary_metric": "f1"},
    "ck_ml_models_owner_length": {"owner": ""},
    "ck_ml_models_team_length": {"team": ""},
    "uq_ml_model_versions_model_id_number": {"number": 1},
    "ck_ml_model_versions_number_positive": {"number": 0},
    "ck_ml_model_versions_source_length": {"source": ""},
    "ck_ml_model_versions_description_length": {"description": "x" * 100_001},
    "ck_ml_model_versions_device_known": {"device": "abacus"},
    "ck_ml_model_versions_status_known": {"status": "done"},
    "uq_ml_contents_sha256": {"sha256": "1" * 64},
    "uq_ml_contents_storage_key": {"storage_key": "contents/1"},
    "ck_ml_contents_sha256_length": {"sha256": "2"},
    "ck_ml_contents_size_not_negative": {"size_bytes": -1},
    "ck_ml_contents_storage_key_length": {"storage_key": ""},
    "ck_ml_contents_verification_known": {"verification": "good"},
    "ck_ml_artifacts_one_owner": {"logged_model_id": 1},
    "ck_ml_artifacts_experiment_or_version": {"experiment_id": None},
    "ck_ml_artifacts_model_of_version": {"model_id": 1},
    "ck_ml_artifacts_path_length": {"path": ""},
    "ck_ml_artifacts_media_type_length": {"media_type": ""},
    "ix_ml_artifacts_run_id_path": {"path": "model/weights"},
    "ix_ml_artifacts_logged_model_id_path": OF_LOGGED_MODEL,
    "ix_ml_artifacts_version_id_path": OF_VERSION,
    "ck_ml_artifact_uploads_one_owner": {"run_id": None},
    "uq_ml_artifact_uploads_public_id": {"public_id": RUN_ID},
    "ck_ml_artifact_uploads_public_id_length": {"public_id": "8"},
    "ck_ml_artifact_uploads_path_length": {"path": ""},
    "ck_ml_artifact_uploads_media_type_length": {"media_type": ""},
    "uq_ml_metrics_version_id_name": {"name": "auc"},
    "ck_ml_metrics_name_length": {"name": ""},
    "ck_ml_metrics_value_finite": {"value": float("inf")},
    "uq_ml_model_version_params_version_id_name": {"name": "depth"},
    "ck_ml_model_version_params_name_length": {"name": ""},
    "ck_ml_model_version_params_value_length": {"value": "x" * 16_001},
    "uq_ml_model_version_tags_version_id_key": {"key": "stage"},
    "ck_ml_model_version_tags_key_length": {"key": ""},
    "ck_ml_model_version_tags_value_length": {"value": "x" * 100_001},
    "uq_ml_metric_goals_model_id_name": {"name": "auc"},
    "ck_ml_metric_goals_name_length": {"name": ""},
    "ck_ml_metric_goals_value_length": {"value": "x" * 61},
    "uq_ml_model_tags_model_id_key": {"key": "team"},
    "ck_ml_model_tags_key_length": {"key": ""},
    "ck_ml_model_tags_value_length": {"value": "x" * 100_001},
    "uq_ml_model_aliases_model_id_name_key_is_current": {"name_key": "champion"},
    "ck_ml_model_aliases_current_until_ended": {"is_current": None},
    "ck_ml_model_aliases_name_length": {"name": ""},
    "ck_ml_model_aliases_current_has_version": {"version_id": None},
    "ck_ml_model_aliases_span": ENDED | {"ended_at": NOW - timedelta(days=1)},
    "ck_ml_model_aliases_ended_by_somebody": ENDED | {"ended_by": None},
    "uq_ml_model_names_name": {"name": "fraud"},
    "ck_ml_model_names_name_length": {"name": ""},
    "uq_ml_model_activities_model_id": {"model_id": 1},
    "uq_ml_comments_public_id": {"public_id": "7" * 16},
    "ck_ml_comments_public_id_length": {"public_id": "8"},
    "ck_ml_comments_one_subject": {"version_id": None},
    "ck_ml_comments_text_length": {"text": ""},
    "uq_ml_model_watches_user_id_model_id": {"model_id": 1},
    "ck_ml_model_watches_starred_or_watched": {"is_starred": False, "is_watched": False},
    "ck_inbox_entries_kind_known": {"kind": "gossip"},
    "ck_inbox_entries_event_count_positive": {"event_count": 0},
    "ck_staff_users_email_length": {"email": "a"},
    "uq_staff_users_username": {"username": "root"},
    "ck_staff_users_username_length": {"username": ""},
    "ck_staff_users_role_known": {"role": "king"},
    "uq_saved_views_user_id_model_id_name": {"name": "best"},
    "ix_saved_views_user_id_kind_name": {"model_id": None},
    "ck_saved_views_name_length": {"name": ""},
    "ck_saved_views_kind_known": {"kind": "metrics", "model_id": None},
    "ck_saved_views_model_has_versions": {"kind": "models"},
    "ck_saved_views_query_length": {"query": "x" * 2_001},
    "ck_saved_views_page_size_range": {"page_size": 0},
    "uq_saved_views_user_id_experiment_id_name": VIEW_OF_RUNS | {"experiment_id": 1},
    "ck_saved_views_experiment_has_runs": VIEW_OF_RUNS | {"kind": "models", "experiment_id": 1},
    "ck_saved_views_runs_have_curves": VIEW_OF_RUNS | {"kind": "models", "curve": "loss"},
    "ck_saved_views_curve_length": VIEW_OF_RUNS | {"curve": ""},
    "ck_saved_views_group_by_known": VIEW_OF_RUNS | {"group_by": "colour"},
    "uq_list_preferences_key": {"key": "1/versions/model/1"},
    "ck_list_preferences_key_length": {"key": ""},
    "ck_list_preferences_kind_known": {"kind": "metrics", "model_id": None},
    "ck_list_preferences_density_known": {"density": "crowded"},
    "ck_list_preferences_model_has_versions": {"kind": "models"},
    "ck_list_preferences_experiment_has_runs": {"experiment_id": 1},
    "uq_api_tokens_secret_hash": {"secret_hash": "hash"},
    "uq_api_tokens_user_id_name": {"name": "ci"},
    "ck_api_tokens_name_length": {"name": ""},
    "ck_api_tokens_scope_known": {"scope": "everything"},
    "uq_idempotency_keys_user_id_key": {"key": "first"},
    "ck_idempotency_keys_key_length": {"key": ""},
    "uq_staff_sessions_key_hash": {"key_hash": "hash"},
    "uq_leases_name": {"name": "housekeeping"},
    "ck_leases_name_length": {"name": ""},
    "ck_leases_holder_length": {"holder": ""},
    "ck_audit_events_actor_length": {"actor": ""},
}

# Only a text that is too long breaks these: PostgreSQL looks at the column's type first.
OF_THE_TYPE = {
    "ck_ml_runs_user_name_length",
    "ck_ml_runs_git_commit_length",
    "ck_ml_datasets_source_type_length",
    "ck_ml_run_inputs_context_length",
    "ck_ml_logged_models_model_type_length",
}

# By constraint: the rows that must exist before it can be broken.
FIRST: dict[str, dict[str, Any]] = {
    "uq_saved_views_user_id_experiment_id_name": VIEW_OF_RUNS | {"id": 4, "experiment_id": 1},
    "ix_saved_views_user_id_kind_name": {"id": 3, "model_id": None},
    "ix_ml_artifacts_logged_model_id_path": OF_LOGGED_MODEL | {"id": 3},
    "ix_ml_artifacts_version_id_path": OF_VERSION | {"id": 4},
}

REFERENCES_TO_NOTHING: dict[str, dict[str, Any]] = {
    "ml_experiment_tags": {"experiment_id": 77},
    "ml_runs": {"experiment_id": 77},
    "ml_run_params": {"run_id": 77},
    "ml_run_tags": {"run_id": 77},
    "ml_metric_series": {"run_id": 77},
    "ml_metric_chunks": {"series_id": 77},
    "ml_datasets": {"experiment_id": 77},
    "ml_run_inputs": {"dataset_id": 77},
    "ml_logged_models": {"run_id": 77},
    "ml_logged_model_params": {"logged_model_id": 77},
    "ml_logged_model_tags": {"logged_model_id": 77},
    "ml_logged_model_metrics": {"logged_model_id": 77},
    "ml_model_versions": {"model_id": 77},
    "ml_artifacts": {"content_id": 77},
    "ml_artifact_uploads": {"run_id": 77},
    "ml_metrics": {"version_id": 77},
    "ml_model_version_params": {"version_id": 77},
    "ml_model_version_tags": {"version_id": 77},
    "ml_metric_goals": {"model_id": 77},
    "ml_model_tags": {"model_id": 77},
    "ml_model_aliases": {"version_id": 77},
    "ml_model_names": {"model_id": 77},
    "ml_model_activities": {"model_id": 77},
    "ml_comments": {"version_id": 77},
    "ml_model_watches": {"model_id": 77},
    "inbox_entries": {"user_id": 77},
    "saved_views": {"model_id": 77},
    "list_preferences": {"user_id": 77},
    "api_tokens": {"user_id": 77},
    "idempotency_keys": {"user_id": 77},
    "staff_sessions": {"user_id": 77},
}

UNWORDED: list[tuple[str, dict[str, Any]]] = [
    ("ml_models", {"description": None}),
    ("ml_models", {"id": 1}),
    ("ml_metrics", {"value": float("nan")}),
]

ERRORS = [
    NotFoundError("model", "fraud"),
    InvalidTokenError("unknown"),
    ThrottledError(NOW),
    RuleViolationError("No.", "name"),
    RuleViolationError("No."),
    DuplicateError("Twice.", "name"),
    ConflictError("Stale.", "row_version"),
    InUseError("In use."),
    QuerySyntaxError("A bracket is missing.", 7),
    StorageError("Full."),
]


def worded() -> dict[str, tuple[str, RuleViolationError]]:
    """Table and refusal by constraint, of all constraints that word one."""
    return {
        str(item.name): (name, item.info["refusal"])
        for name, table in Base.metadata.tables.items()
        for item in constraints_of(table)
        if "refusal" in item.info
    }


def constraints_of(table: FromClause) -> list[Constraint | Index]:
    assert isinstance(table, Table)
    return [*table.constraints, *table.indexes]


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    """One row in every table."""
    with Database(config) as database:
        with database.writing() as session:
            for table, values in ROWS.items():
                session.execute(insert(Base.metadata.tables[table]).values(values))
        yield database


def store(database: Database, table: str, values: dict[str, Any]) -> None:
    row = ROWS[table] | DISTINCT.get(table, {})
    if "id" in row:
        row = row | {"id": 2}
    row = row | values
    with database.writing() as session:
        session.execute(insert(Base.metadata.tables[table]).values(row))


def test_every_table_has_a_row_here() -> None:
    assert ROWS.keys() == Base.metadata.tables.keys()


def test_every_worded_constraint_is_broken_here() -> None:
    assert VIOLATIONS.keys() == worded().keys()


def test_every_check_constraint_words_its_refusal() -> None:
    checks = [
        item
        for table in Base.metadata.tables.values()
        for item in table.constraints
        if isinstance(item, CheckConstraint)
    ]

    assert [item.name for item in checks if "refusal" not in item.info] == []


def test_rows_that_break_nothing_are_stored(database: Database) -> None:
    for table in ROWS:
        store(database, table, {})


def test_a_violation_is_refused_in_the_words_of_its_constraint(
    config: DatabaseConfig, database: Database
) -> None:
    for name, values in VIOLATIONS.items():
        table, refusal = worded()[name]
        if name in FIRST:
            store(database, table, FIRST[name])

        with pytest.raises(MLDBError) as caught:
            store(database, table, values)

        assert (name, type(caught.value)) == (name, type(refusal))
        if config.dialect == "sqlite" or name not in OF_THE_TYPE:
            assert caught.value.args == refusal.args
        assert caught.value is not refusal
        assert str(caught.value).endswith(".")


async def test_async_violations_are_refused_alike(config: DatabaseConfig) -> None:
    async with async_db.Database(config) as database:

        async def store_twice() -> None:
            async with database.writing() as session:
                for identity in (1, 2):
                    await session.execute(
                        insert(Base.metadata.tables["ml_models"]).values(
                            ROWS["ml_models"] | {"id": identity}
                        )
                    )

        with pytest.raises(DuplicateError) as caught:
            await store_twice()

    assert caught.value.args == worded()["uq_ml_models_name"][1].args


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    for table, values in REFERENCES_TO_NOTHING.items():
        with pytest.raises(InUseError, match="or the row that it refers to is gone"):
            store(database, table, values)


def test_what_has_no_words_of_its_own_is_refused_all_the_same(database: Database) -> None:
    for table, values in UNWORDED:
        with pytest.raises(RuleViolationError):
            store(database, table, values)


def test_a_text_too_long_for_its_column_is_refused(database: Database) -> None:
    """PostgreSQL looks at the column's type before it looks at the constraint."""
    with pytest.raises(RuleViolationError):
        store(database, "ml_models", {"name": "x" * 256})


def test_every_error_is_pickled_here() -> None:
    classes = {
        item
        for _, item in inspect.getmembers(errors, inspect.isclass)
        if issubclass(item, MLDBError)
    }

    assert {type(error) for error in ERRORS} == classes - {MLDBError}


@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_errors_travel_between_processes(error: MLDBError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # made here

    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)
    assert copy.args == error.args


HUGE = 10**30
READS: list[Callable[[async_db.Database], Coroutine[Any, Any, object]]] = [
    lambda database: async_db.MLModelService(database).get(HUGE),
    lambda database: async_db.MLModelVersionService(database).get_by_number("fraud", HUGE),
    lambda database: async_db.MLModelVersionService(database).get_of_model(HUGE),
    lambda database: async_db.MLMetricService(database).get_by_name(HUGE, "auc"),
    lambda database: async_db.MLMetricService(database).get_of_owner(HUGE),
    lambda database: async_db.AuditEventService(database).get_of_entity("model", HUGE),
    lambda database: async_db.AuditEventService(database).get_of_model(HUGE),
    lambda database: async_db.APITokenService(database).get_of_user(HUGE),
    lambda database: async_db.StaffSessionService(database).get_of_user(HUGE),
]


async def test_a_number_beyond_all_ids_is_no_raw_error(config: DatabaseConfig) -> None:
    async with async_db.Database(config) as database:
        for read in READS:
            try:
                found = await read(database)
            except (NotFoundError, RuleViolationError):
                found = []

            assert found == []
