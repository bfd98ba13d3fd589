"""The reader of trash states."""

import pytest

from mldb.async_db import (
    MLModelService,
    MLModelVersionService,
    TrashStateReader,
)
from mldb.errors import RuleViolationError
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
)


async def test_trash_states_of_live_trashed_and_purged_entities(
    models: MLModelService,
    versions: MLModelVersionService,
    ranked: MLModelRead,
    trash_states: TrashStateReader,
) -> None:
    trashed = await versions.get_by_number("net", 1)
    live = await versions.get_by_number("net", 2)
    gone = await models.create(MLModelCreate(name="gone"))
    with_model = await models.create(MLModelCreate(name="old"))
    of_old = await versions.create(MLModelVersionCreate(model_name="old", source="s3://bucket"))
    await versions.delete(trashed.id)
    for model in (gone, with_model):
        await models.delete(model.id)
    await models.purge(gone.id, "gone")

    found = await trash_states.get(
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
    assert await trash_states.get([]) == {}
    with pytest.raises(RuleViolationError):
        await trash_states.get([("model", number) for number in range(1_001)])
