"""Tables and columns of MLflow's database that an import reads."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, Inspector, TableClause, column, inspect, table

from mldb.errors import StorageError

Tables = dict[str, TableClause]

# MLflow 2.3 (April 2023) brought the last of these tables, the aliases.
_REGISTRY: Final = {
    "registered_models": "name description creation_time last_updated_time",
    "registered_model_tags": "name key value",
    "registered_model_aliases": "name alias version",
    "model_versions": (
        "name version description creation_time last_updated_time user_id current_stage source "
        "run_id run_link status status_message"
    ),
    "model_version_tags": "name version key value",
}
_RUNS: Final = {
    "runs": "run_uuid user_id",
    "params": "run_uuid key value",
    "latest_metrics": "run_uuid key value is_nan",
}
# MLflow 2 records the logged models of a run in a tag of the run, MLflow 3 in tables.
_LATER: Final = {
    "tags": "run_uuid key value",
    "metrics": "run_uuid key timestamp step is_nan",
    "logged_models": "model_id name artifact_location source_run_id",
    "logged_model_params": "model_id param_key param_value",
    "logged_model_metrics": (
        "model_id metric_name metric_timestamp_ms metric_step metric_value run_id dataset_name "
        "dataset_digest"
    ),
}
# Later versions of MLflow have storage locations, workspaces and a trash.
_LATER_COLUMNS: Final = {"storage_location", "workspace", "lifecycle_stage"}

# What MLflow tracks: columns that are needed, and those that some versions lack.
_TRACKED: Final = {
    "experiments": (
        "experiment_id name",
        "lifecycle_stage creation_time last_update_time workspace",
    ),
    "experiment_tags": ("experiment_id key value", ""),
    "runs": (
        "run_uuid experiment_id status start_time",
        (
            "name user_id end_time deleted_time lifecycle_stage source_name source_version "
            "artifact_uri"
        ),
    ),
    "params": ("run_uuid key value", ""),
    "tags": ("run_uuid key value", ""),
    "metrics": ("run_uuid key value timestamp step is_nan", ""),
    "datasets": (
        "dataset_uuid experiment_id name digest dataset_source_type dataset_source",
        "dataset_schema dataset_profile",
    ),
    "inputs": ("input_uuid source_type source_id destination_type destination_id", "step"),
    "input_tags": ("input_uuid name value", ""),
    "logged_models": (
        "model_id experiment_id name status",
        (
            "artifact_location creation_timestamp_ms last_updated_timestamp_ms lifecycle_stage "
            "model_type source_run_id"
        ),
    ),
    "logged_model_params": ("model_id param_key param_value", ""),
    "logged_model_tags": ("model_id tag_key tag_value", ""),
    "logged_model_metrics": (
        "model_id metric_name metric_timestamp_ms metric_step metric_value",
        "dataset_name dataset_digest",
    ),
    "trace_info": ("request_id", ""),
}


def read_tracking_tables(connection: Connection) -> Tables:
    """Tables of experiments, runs and what they logged, as far as this database has them."""
    inspector = inspect(connection)
    names = set(inspector.get_table_names())
    if not {"experiments", "runs"} <= names:
        return {}
    tables = {}
    for name in sorted(set(_TRACKED) & names):
        needed, later = (set(text.split()) for text in _TRACKED[name])
        found = {str(each["name"]) for each in inspector.get_columns(name)}
        if needed <= found:
            kept = sorted(found & (needed | later))
            tables[name] = table(name, *(column(each) for each in kept))
    return tables if {"experiments", "runs"} <= set(tables) else {}


def read_registry_tables(connection: Connection) -> Tables:
    """Tables of the registry; columns that came later are there if this database has them.

    Raises:
        StorageError: this is no database of MLflow, or one of too old a version.
    """
    inspector = inspect(connection)
    if not {"registered_models", "model_versions"} & set(inspector.get_table_names()):
        raise StorageError("This database holds no MLflow registry. Choose another one.")
    return _read(inspector, _REGISTRY)


def read_run_tables(connection: Connection) -> Tables:
    """Tables of runs and of the models that they logged; those that came later may be missing.

    Without any of them the database holds a registry only, and there are none.

    Raises:
        StorageError: this is a database of too old a version.
    """
    inspector = inspect(connection)
    names = set(inspector.get_table_names())
    if not names & set(_RUNS):
        return {}
    later = {name: _LATER[name] for name in set(_LATER) & names}
    return _read(inspector, _RUNS) | _read(inspector, later, is_needed=False)


def _read(inspector: Inspector, wanted: Mapping[str, str], *, is_needed: bool = True) -> Tables:
    names = set(inspector.get_table_names())
    tables, missing = {}, sorted(set(wanted) - names)
    for name in sorted(set(wanted) & names):
        found = {str(each["name"]) for each in inspector.get_columns(name)}
        columns = set(wanted[name].split())
        lacking = sorted(f"{name}.{each}" for each in columns - found)
        missing += lacking
        if not lacking:
            kept = sorted(found & (columns | _LATER_COLUMNS))
            tables[name] = table(name, *(column(each) for each in kept))
    if missing and is_needed:
        raise StorageError(
            f"This MLflow registry is of too old a version: it lacks {', '.join(missing)}. Run "
            "`mlflow db upgrade` of MLflow 2.3 or newer on a copy of it, then import the copy."
        )
    return tables
