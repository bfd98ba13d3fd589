# Generated from tests/mldb/async_db/registry/readers/test_trash_states.py by `make twins`.
"""The reader of trash states."""

import pytest

from mldb.errors import RuleViolationError
from mldb.schemas import (
    MLExperimentCreate,
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
    MLRunCreate,
)
from mldb.sync_db import (
    MLExperimentService,
    MLModelService,
    MLModelVersionService,
    MLRunService,
    TrashStateReader,
)


def test_trash_states_of_live_trashed_and_purged_entities(
    models: MLModelService,
    versions: MLModelVersionService,
    ranked: MLModelRead,
    trash_states: TrashStateReader,
) -> None:
    trashed = versions.get_by_number("net", 1)
    live = versions.get_by_number("net", 2)
    gone = models.create(MLModelCreate(name="gone"))
    with_model = models.create(MLModelCreate(name="old"))
    of_old = versions.create(MLModelVersionCreate(model_name="old", source="s3://bucket"))
    versions.delete(trashed.id)
    for model in (gone, with_model):
        models.delete(model.id)
    models.purge(gone.id, "gone")

    found = trash_states.get(
        {
            *(("model", row.id) for row in (ranked, gone, with_model)),
            *(("version", row.id) for row in (trashed, live, of_old)),
        }
    )

    assert found == {
        ("model", ranked.id): None,
        ("version", live.id): None,
        ("version", trashed.id): ("version", trashed.id),
        ("model", with_model.id): ("model", with_model.id),
        ("version", of_old.id): ("model", with_model.id),
    }
    assert trash_states.get([]) == {}
    with pytest.raises(RuleViolationError):
        trash_states.get([("model", number) for number in range(1_001)])


def test_trash_states_of_experiments_and_runs(
    trash_states: TrashStateReader,
) -> None:
    experiments = MLExperimentService(trash_states.database, actor="alice")
    runs = MLRunService(trash_states.database, actor="alice")
    live, old = [experiments.create(MLExperimentCreate(name=name)) for name in ("churn", "old")]
    running, trashed = [runs.create(MLRunCreate(experiment="churn")) for _ in range(2)]
    of_old = runs.create(MLRunCreate(experiment="old"))
    runs.delete(trashed.id)
    experiments.delete(old.id)

    found = trash_states.get(
        {
            *(("experiment", row.id) for row in (live, old)),
            *(("run", row.id) for row in (running, trashed, of_old)),
            ("run", 999),
        }
    )

    assert found == {
        ("experiment", live.id): None,
        ("experiment", old.id): ("experiment", old.id),
        ("run", running.id): None,
        ("run", trashed.id): ("run", trashed.id),
        ("run", of_old.id): ("experiment", old.id),
    }
    assert found.labels["experiment", live.id] == "churn"
    assert found.labels["run", running.id] == running.public_id
