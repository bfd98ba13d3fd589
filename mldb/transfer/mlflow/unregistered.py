"""Counts the runs and logged models without a registered version, which aren't imported."""

from itertools import islice
from typing import Final

from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.own_values import Origin, logged_model_id
from mldb.transfer.mlflow.runs import RunStore
from mldb.transfer.mlflow.store import MLflowStore

_WHY: Final = (
    "No registered version comes from them, and Modelbook takes registered models. Register in "
    "MLflow what you want to keep (mlflow.register_model), then import again."
)
_AT_A_TIME: Final = 500


def count_unregistered(store: MLflowStore, left_out: LeftOutGroups) -> None:
    """Count the runs and logged models from which no version was registered."""
    runs: set[str] = set()
    models: set[str] = set()
    for origins in store.origins():
        found = _models_of(store.runs, origins)
        models |= found.keys()
        runs |= {run_id for run_id in found.values() if run_id}
        runs |= {origin.run_id for origin in origins if origin.run_id}
    for entity_type, table, key, used in (
        ("runs", "runs", "run_uuid", runs),
        ("logged_models", "logged_models", "model_id", models),
    ):
        count = store.runs.count(table) - _active(store.runs, table, key, used)
        if count:
            left_out.add_many(entity_type, _WHY, count)


def _models_of(runs: RunStore, origins: list[Origin]) -> dict[str, str | None]:
    """Runs of the logged models that these versions come from, by model id."""
    ids = {found for origin in origins if (found := logged_model_id(origin.source))}
    locations = {location.rstrip("/") for origin in origins for location in origin[:2] if location}
    models = runs.models(ids, {*locations, *(f"{location}/" for location in locations)}, ())
    return {model.model_id: model.run_id for model in models}


def _active(runs: RunStore, table: str, key: str, used: set[str]) -> int:
    remaining, count = iter(sorted(used)), 0
    while portion := list(islice(remaining, _AT_A_TIME)):
        count += len(runs.active(table, key, portion))
    return count
