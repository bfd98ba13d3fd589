"""Models: every rule, with and without its hook."""

from typing import Any

import pytest

from mldb.async_db import MLModelService
from mldb.errors import DuplicateError
from mldb.schemas import MLModelCreate


async def nothing(*_: Any) -> None:
    """A hook that refuses nothing."""


async def test_a_model_is_stored_and_found_by_id_and_by_name(models: MLModelService) -> None:
    created = await models.create(MLModelCreate(name="resnet50", description="# Card"))

    assert created == await models.get(created.id)
    assert created == await models.get_by_name("resnet50")
    assert created.created_by == created.updated_by == "alice"
    assert created.row_version == 1


async def test_a_second_model_of_a_name_is_refused(models: MLModelService) -> None:
    await models.create(MLModelCreate(name="resnet50"))

    with pytest.raises(DuplicateError, match="'resnet50' exists already") as caught:
        await models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "name"


async def test_constraint_backs_the_rule_up(
    models: MLModelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers can both pass the check; the constraint must still refuse the second."""
    monkeypatch.setattr(models, "_validate_create", nothing)
    await models.create(MLModelCreate(name="resnet50"))

    with pytest.raises(DuplicateError, match="exists already") as caught:
        await models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "name"
    assert len(await models.get_all()) == 1
