"""The tables of MLflow's database, as far as a registry needs them."""

from typing import Final

from sqlalchemy import Connection, TableClause, column, inspect, table

from mldb.errors import StorageError

# MLflow 2.3 (April 2023) brought the last of these tables, the aliases.
_COLUMNS: Final = {
    "registered_models": "name description creation_time last_updated_time",
    "registered_model_tags": "name key value",
    "registered_model_aliases": "name alias version",
    "model_versions": (
        "name version description creation_time last_updated_time user_id current_stage source "
        "run_id run_link status status_message"
    ),
    "model_version_tags": "name version key value",
    "runs": "run_uuid user_id",
    "params": "run_uuid key value",
    "latest_metrics": "run_uuid key value is_nan",
}
# Later versions tell where a version's files really are, and divide a registry into workspaces.
_LATER: Final = {"storage_location", "workspace"}


def read_tables(connection: Connection) -> dict[str, TableClause]:
    """The tables by name; columns that came later are there if this database has them.

    Raises:
        StorageError: this is no database of MLflow, or one of too old a version.
    """
    inspector = inspect(connection)
    names = set(inspector.get_table_names())
    if not names & {"registered_models", "model_versions"}:
        raise StorageError("This database holds no MLflow registry. Choose another one.")
    tables, missing = {}, sorted(set(_COLUMNS) - names)
    for name in sorted(set(_COLUMNS) & names):
        found = {str(each["name"]) for each in inspector.get_columns(name)}
        wanted = set(_COLUMNS[name].split())
        missing += sorted(f"{name}.{each}" for each in wanted - found)
        tables[name] = table(name, *(column(each) for each in sorted(found & (wanted | _LATER))))
    if missing:
        raise StorageError(
            f"This MLflow registry is of too old a version: it lacks {', '.join(missing)}. Run "
            "`mlflow db upgrade` of MLflow 2.3 or newer on a copy of it, then import the copy."
        )
    return tables
