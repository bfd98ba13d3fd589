"""What is in MLflow's database and not in its registry, which is all that an import takes."""

from itertools import islice
from typing import Final

from mldb.transfer.mlflow.left_out import LeftOutThings
from mldb.transfer.mlflow.own_values import Origin, logged_model_id
from mldb.transfer.mlflow.runs import RunStore
from mldb.transfer.mlflow.store import MLflowStore

_WHY: Final = (
    "No registered version comes from them, and Modelbook takes registered models. Register in "
    "MLflow what you want to keep (mlflow.register_model), then import again."
)
_AT_A_TIME: Final = 500


def count_unregistered(store: MLflowStore, left_out: LeftOutThings) -> None:
    """Count the runs and logged models from which no version was registered."""
    runs: set[str] = set()
    models: set[str] = set()
    for origins in store.origins():
        found = _models_of(store.runs, origins)
        models |= found.keys()
        runs |= {run_id for run_id in found.values() if run_id}
        runs |= {origin.run_id for origin in origins if origin.run_id}
    for kind, table, key, used in (
        ("runs", "runs", "run_uuid", runs),
        ("logged_models", "logged_models", "model_id", models),
    ):
        count = store.runs.count(table) - _active(store.runs, table, key, used)
        if count:
            left_out.add_many(kind, _WHY, count)


def _models_of(runs: RunStore, origins: list[Origin]) -> dict[str, str | None]:
    """Logged models that these versions are, with their runs."""
    ids = {found for origin in origins if (found := logged_model_id(origin.source))}
    places = {place.rstrip("/") for origin in origins for place in origin[:2] if place}
    models = runs.models(ids, {*places, *(f"{place}/" for place in places)}, ())
    return {model.model_id: model.run_id for model in models}


def _active(runs: RunStore, table: str, key: str, used: set[str]) -> int:
    remaining, count = iter(sorted(used)), 0
    while portion := list(islice(remaining, _AT_A_TIME)):
        count += len(runs.active(table, key, portion))
    return count
