# Generated from tests/mldb/async_db/registry/readers/conftest.py by `make twins`.
"""Readers, and a registry for them to read."""

import pytest

from mldb.schemas import (
    MLModelAliasMove,
    MLModelCreate,
    MLModelRead,
    MLModelTagCreate,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    ItemNameReader,
    MLModelAliasService,
    MLModelReader,
    MLModelService,
    MLModelTagService,
    MLModelVersionReader,
    MLModelVersionService,
    StandingReader,
    TrashStateReader,
)
from mldb.values.enums import Goal


@pytest.fixture
def model_reader(models: MLModelService) -> MLModelReader:
    return MLModelReader(models.database)


@pytest.fixture
def version_reader(models: MLModelService) -> MLModelVersionReader:
    return MLModelVersionReader(models.database)


@pytest.fixture
def item_names(models: MLModelService) -> ItemNameReader:
    return ItemNameReader(models.database)


@pytest.fixture
def standings(models: MLModelService) -> StandingReader:
    return StandingReader(models.database)


@pytest.fixture
def trash_states(models: MLModelService) -> TrashStateReader:
    return TrashStateReader(models.database)


@pytest.fixture
def ranked(
    models: MLModelService,
    versions: MLModelVersionService,
    aliases: MLModelAliasService,
    model_tags: MLModelTagService,
) -> MLModelRead:
    """A model with three versions, the second of them the champion, and tags."""
    model = models.create(
        MLModelCreate(name="net", primary_metric="auc", primary_metric_goal=Goal.MAXIMIZE)
    )
    for auc in (0.7, 0.9, 0.8):
        versions.create(
            MLModelVersionCreate(
                model_name="net",
                source="s3://bucket",
                metrics={"auc": auc, "acc": 0.5, "f1": 0.1},
                params={"depth": "3"},
                tags={"team": "risk"},
            )
        )
    for name, number in (("shadow", 3), ("champion", 2)):
        aliases.move(MLModelAliasMove(model_name="net", name=name, version=number))
    model_tags.create(MLModelTagCreate(model_id=model.id, key="b", value="2"))
    model_tags.create(MLModelTagCreate(model_id=model.id, key="a", value=""))
    return model
