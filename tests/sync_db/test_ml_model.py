# Generated from tests/async_db/test_ml_model.py by `make twins`.
"""Models: every rule, with and without its hook."""

from typing import Any

import pytest

from mldb.errors import DuplicateError
from mldb.schemas import MLModelCreate
from mldb.sync_db import MLModelService


def nothing(*_: Any) -> None:
    """A hook that refuses nothing."""


def test_a_model_is_stored_and_found_by_id_and_by_name(models: MLModelService) -> None:
    created = models.create(MLModelCreate(name="resnet50", description="# Card"))

    assert created == models.get(created.id)
    assert created == models.get_by_name("resnet50")
    assert created.created_by == created.updated_by == "alice"
    assert created.row_version == 1


def test_a_second_model_of_a_name_is_refused(models: MLModelService) -> None:
    models.create(MLModelCreate(name="resnet50"))

    with pytest.raises(DuplicateError, match="'resnet50' exists already") as caught:
        models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "name"


def test_constraint_backs_the_rule_up(
    models: MLModelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers can both pass the check; the constraint must still refuse the second."""
    monkeypatch.setattr(models, "_validate_create", nothing)
    models.create(MLModelCreate(name="resnet50"))

    with pytest.raises(DuplicateError, match="exists already") as caught:
        models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "name"
    assert len(models.get_all()) == 1
