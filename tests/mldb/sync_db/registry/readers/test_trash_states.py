# Generated from tests/mldb/async_db/registry/readers/test_trash_states.py by `make twins`.
"""The reader of trash states."""

import pytest

from mldb.errors import RuleViolationError
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    MLModelService,
    MLModelVersionService,
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
