"""A model was last active when it, or anything that belongs to it, was changed."""

from collections.abc import Callable
from typing import Any

import pytest

from mldb.async_db import (
    AuditEventService,
    Database,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionService,
    UnitOfWork,
)
from mldb.errors import DuplicateError
from mldb.schemas import (
    MLMetricBatch,
    MLMetricCreate,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelListed,
    MLModelRead,
    MLModelTagCreate,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionParamCreate,
    MLModelVersionRead,
    MLModelVersionUpdate,
)
from mldb.values.enums import VersionStatus

Change = Callable[[Database, MLModelRead, MLModelVersionRead], Any]
BOB = "bob"


async def edit(database: Database, model: MLModelRead, _: MLModelVersionRead) -> None:
    update = MLModelUpdate(row_version=1, description="new")
    await MLModelService(database, actor=BOB).update(model.id, update)


async def register(database: Database, model: MLModelRead, _: MLModelVersionRead) -> None:
    new = MLModelVersionCreate(model_name=model.name, source="s3://b/2")
    await MLModelVersionService(database, actor=BOB).create(new)


async def register_many(database: Database, model: MLModelRead, _: MLModelVersionRead) -> None:
    new = MLModelVersionCreate(model_name=model.name, source="s3://b/2")
    await MLModelVersionService(database, actor=BOB).create_many([new, new])


async def edit_version(database: Database, _: MLModelRead, version: MLModelVersionRead) -> None:
    update = MLModelVersionUpdate(row_version=1, status=VersionStatus.FAILED)
    await MLModelVersionService(database, actor=BOB).update(version.id, update)


async def trash_version(database: Database, _: MLModelRead, version: MLModelVersionRead) -> None:
    await MLModelVersionService(database, actor=BOB).delete(version.id)


async def trash_many(database: Database, _: MLModelRead, version: MLModelVersionRead) -> None:
    await MLModelVersionService(database, actor=BOB).delete_many([version.id])


async def record(database: UnitOfWork, _: MLModelRead, version: MLModelVersionRead) -> None:
    batch = MLMetricBatch(version_id=version.id, metrics={"auc": 0.95, "f1": 0.5})
    await MLMetricService(database, actor=BOB).record(batch)


async def add_param(database: Database, _: MLModelRead, version: MLModelVersionRead) -> None:
    new = MLModelVersionParamCreate(version_id=version.id, name="seed", value="1")
    await MLModelVersionParamService(database, actor=BOB).create(new)


async def tag(database: Database, model: MLModelRead, _: MLModelVersionRead) -> None:
    new = MLModelTagCreate(model_id=model.id, key="team", value="risk")
    await MLModelTagService(database, actor=BOB).create(new)


async def move_alias(database: Database, model: MLModelRead, _: MLModelVersionRead) -> None:
    move = MLModelAliasMove(model_name=model.name, name="champion", version=1)
    await MLModelAliasService(database, actor=BOB).move(move)


async def refused(database: Database, model: MLModelRead, version: MLModelVersionRead) -> None:
    async with database.transaction() as block:
        await record(block, model, version)
        await MLMetricService(block, actor=BOB).create(
            MLMetricCreate(version_id=version.id, name="auc", value=0.5)
        )


CHANGES: list[Change] = [
    edit,
    register,
    register_many,
    edit_version,
    trash_version,
    trash_many,
    record,
    add_param,
    tag,
    move_alias,
]


async def listed(models: MLModelService, name: str) -> MLModelListed:
    (found,) = (await models.search(f'name:"{name}"')).rows
    return found


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
async def test_every_change_of_what_belongs_to_a_model_is_its_activity(
    database: Database,
    models: MLModelService,
    audit: AuditEventService,
    model: MLModelRead,
    version: MLModelVersionRead,
    change: Change,
) -> None:
    before = await listed(models, model.name)
    await change(database, model, version)
    after = await listed(models, model.name)

    assert (before.active_by, after.active_by) == ("alice", BOB)
    (newest,) = await audit.get_all(limit=1)
    assert after.active_at == newest.occurred_at > before.active_at


async def test_activity_is_no_change_of_the_model_itself(
    models: MLModelService,
    metrics: MLMetricService,
    model: MLModelRead,
    version: MLModelVersionRead,
) -> None:
    await metrics.create(MLMetricCreate(version_id=version.id, name="f1", value=0.5))
    after = await listed(models, model.name)

    assert (after.row_version, after.updated_at) == (model.row_version, model.updated_at)
    changed = await models.update(model.id, MLModelUpdate(row_version=1, description="new"))
    assert changed.row_version == 2


async def test_models_are_sorted_and_found_by_their_activity(
    models: MLModelService, aliases: MLModelAliasService, versions: MLModelVersionService
) -> None:
    await models.create_many([MLModelCreate(name=name) for name in ("a", "b", "c")])
    new = MLModelVersionCreate(model_name="a", source="s3://b/1")
    await MLModelVersionService(versions.database, actor=BOB).create(new)
    await aliases.move(MLModelAliasMove(model_name="a", name="champion", version=1))
    await aliases.remove(MLModelAliasRef(model_name="a", name="champion"))
    await MLModelVersionService(versions.database, actor=BOB).create(
        MLModelVersionCreate(model_name="b", source="s3://b/1")
    )
    found = (await models.search("sort:-active")).rows

    assert [model.name for model in found] == ["b", "a", "c"]
    assert [model.name for model in (await models.search("active_by:bob")).rows] == ["b"]
    assert (await models.count("active>2020")).number == 3
    assert (await models.count("active<2020")).number == 0


async def test_a_dry_run_and_a_refusal_are_no_activity(
    database: Database, models: MLModelService, model: MLModelRead, version: MLModelVersionRead
) -> None:
    await MLModelVersionService(database, actor=BOB).delete_many([version.id], dry_run=True)
    with pytest.raises(DuplicateError):
        await refused(database, model, version)

    assert (await listed(models, model.name)).active_by == "alice"
