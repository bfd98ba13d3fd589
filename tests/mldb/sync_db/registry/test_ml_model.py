# Generated from tests/mldb/async_db/registry/test_ml_model.py by `make twins`.
"""Models: every rule, with and without its hook."""

from typing import Any

import pytest

from mldb.errors import ConflictError, DuplicateError, NotFoundError, RuleViolationError
from mldb.schemas import MLModelCreate, MLModelRead, MLModelUpdate, MLModelVersionCreate
from mldb.sync_db import AuditEventService, MLModelService, MLModelVersionService
from mldb.values.enums import AuditAction, Goal
from tests.mldb.sync_db.hooks import nothing


def test_a_model_is_stored_and_found_by_id_and_by_name(models: MLModelService) -> None:
    created = models.create(MLModelCreate(name="resnet50", description="# Card"))

    assert created == models.get(created.id)
    assert created == models.get_by_name("resnet50")
    assert created.created_by == created.updated_by == "alice"
    assert created.row_version == 1


def test_a_creation_is_audited(
    model: MLModelRead, models: MLModelService, audit: AuditEventService
) -> None:
    created = models.create(MLModelCreate(name="resnet50"), reason="new line")

    (event,) = audit.get_of_model(created.id)
    assert (event.actor, event.action, event.reason) == ("alice", AuditAction.CREATE, "new line")
    assert (event.entity, event.entity_id, event.label) == ("model", created.id, "resnet50")
    assert event.occurred_at == created.created_at
    assert event.changes == {"description": (None, ""), "name": (None, "resnet50")}


def test_a_second_model_of_a_name_is_refused(
    models: MLModelService, audit: AuditEventService
) -> None:
    models.create(MLModelCreate(name="resnet50"))

    with pytest.raises(DuplicateError, match="'resnet50' exists already") as caught:
        models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "name"
    assert len(audit.get_all()) == 1


def test_constraint_backs_the_rule_up(
    models: MLModelService, audit: AuditEventService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers can both pass the check; the constraint must still refuse the second."""
    monkeypatch.setattr(models, "_validate_create", nothing)
    models.create(MLModelCreate(name="resnet50"))

    with pytest.raises(DuplicateError, match="exists already") as caught:
        models.create(MLModelCreate(name="resnet50"))

    assert caught.value.field == "name"
    assert len(models.get_all()) == 1
    assert len(audit.get_all()) == 1


def test_names_that_differ_by_case_are_two_names(models: MLModelService) -> None:
    lower = models.create(MLModelCreate(name="fraud"))
    upper = models.create(MLModelCreate(name="Fraud"))

    assert models.get_by_name("fraud") == lower
    assert models.get_by_name("Fraud") == upper


@pytest.mark.parametrize("name", ["モデル", "crème brûlée", "😀", "' OR 1=1 --", "%_"])
def test_a_name_comes_back_as_it_was_given(models: MLModelService, name: str) -> None:
    created = models.create(MLModelCreate(name=name))

    assert (models.get_by_name(name)) == created
    assert created.name == name


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": "a:b"}, "name"),
        ({"description": "x" * 100_001}, "description"),
        ({"primary_metric": "auc", "primary_metric_goal": "most"}, "primary_metric_goal"),
        ({"primary_metric": "auc"}, "primary_metric_goal"),
    ],
)
def test_constraints_back_the_schema_up(
    models: MLModelService, audit: AuditEventService, values: dict[str, Any], field: str
) -> None:
    unchecked = MLModelCreate.model_construct(
        **{
            "name": "resnet50",
            "description": "",
            "primary_metric": None,
            "primary_metric_goal": None,
            **values,
        }
    )

    with pytest.raises(RuleViolationError) as caught:
        models.create(unchecked)

    assert caught.value.field == field
    assert audit.get_all() == []


def test_models_are_listed_by_name(models: MLModelService) -> None:
    for name in ("beta", "delta", "alpha", "gamma"):
        models.create(MLModelCreate(name=name))

    listed = [model.name for model in models.get_all()]
    page = [model.name for model in models.get_all(skip=1, limit=2)]
    assert listed == ["alpha", "beta", "delta", "gamma"]
    assert page == ["beta", "delta"]


def test_an_unknown_name_is_not_found(models: MLModelService, model: MLModelRead) -> None:
    with pytest.raises(NotFoundError, match="no model 'fra'") as caught:
        models.get_by_name("fra")

    assert (caught.value.entity, caught.value.key) == ("model", "fra")


def test_an_update_changes_what_is_given_and_nothing_else(
    models: MLModelService, model: MLModelRead
) -> None:
    updated = models.update(model.id, MLModelUpdate(row_version=1, description="# Card"))

    assert updated == models.get(model.id)
    assert updated.description == "# Card"
    assert updated.row_version == 2
    assert updated.updated_at > model.updated_at
    assert updated.model_copy(
        update={"description": "", "row_version": 1, "updated_at": model.updated_at}
    ) == (model)


def test_an_update_is_audited_with_before_and_after(
    models: MLModelService, model: MLModelRead, audit: AuditEventService
) -> None:
    changes = MLModelUpdate(
        row_version=1,
        description="# Card",
        primary_metric="loss",
        primary_metric_goal=Goal.MINIMIZE,
    )
    models.update(model.id, changes, reason="ranked by loss now")

    event = (audit.get_all(limit=1))[0]
    assert (event.actor, event.action, event.entity) == ("alice", AuditAction.UPDATE, "model")
    assert (event.label, event.model_id) == ("fraud", model.id)
    assert event.reason == "ranked by loss now"
    assert event.changes == {
        "description": ("", "# Card"),
        "primary_metric": ("auc", "loss"),
        "primary_metric_goal": ("maximize", "minimize"),
    }


def test_a_primary_metric_can_be_taken_back(models: MLModelService, model: MLModelRead) -> None:
    none = MLModelUpdate(row_version=1, primary_metric=None, primary_metric_goal=None)
    updated = models.update(model.id, none)

    assert (updated.primary_metric, updated.primary_metric_goal) == (None, None)


@pytest.mark.parametrize(
    ("half", "field"),
    [("primary_metric", "primary_metric"), ("primary_metric_goal", "primary_metric_goal")],
)
def test_neither_metric_nor_goal_can_go_alone(
    models: MLModelService, model: MLModelRead, half: str, field: str
) -> None:
    with pytest.raises(RuleViolationError) as caught:
        models.update(model.id, MLModelUpdate.model_validate({"row_version": 1, half: None}))

    assert caught.value.field == field
    assert models.get(model.id) == model


def test_constraint_refuses_a_metric_without_goal(
    models: MLModelService,
    model: MLModelRead,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(models, "_validate_update", nothing)
    events = audit.get_all()

    with pytest.raises(RuleViolationError) as caught:
        models.update(model.id, MLModelUpdate(row_version=1, primary_metric_goal=None))

    assert caught.value.field == "primary_metric_goal"
    assert models.get(model.id) == model
    assert audit.get_all() == events


def test_a_stale_copy_overwrites_nothing(
    models: MLModelService, model: MLModelRead, audit: AuditEventService
) -> None:
    models.update(model.id, MLModelUpdate(row_version=1, description="first"))
    events = audit.get_all()

    with pytest.raises(ConflictError, match="alice changed this model") as caught:
        models.update(model.id, MLModelUpdate(row_version=1, description="second"))

    assert caught.value.field == "row_version"
    assert (models.get(model.id)).description == "first"
    assert audit.get_all() == events


def test_a_copy_from_the_future_is_refused(models: MLModelService, model: MLModelRead) -> None:
    with pytest.raises(ConflictError):
        models.update(model.id, MLModelUpdate(row_version=2, description="second"))


def test_a_new_version_makes_no_copy_of_the_model_stale(
    models: MLModelService, versions: MLModelVersionService, model: MLModelRead
) -> None:
    versions.create(MLModelVersionCreate(model_name="fraud", source="s3://bucket/fraud"))
    updated = models.update(model.id, MLModelUpdate(row_version=1, description="new"))

    assert updated.last_version_number == 1
    assert updated.description == "new"
