# Generated from tests/mldb/async_db/registry/test_ml_model_version.py by `make twins`.
"""Versions: registration, numbers, ranking."""

from typing import Any

import pytest

from mldb.errors import ConflictError, DuplicateError, NotFoundError, RuleViolationError
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionRead,
    MLModelVersionUpdate,
    RankedVersion,
)
from mldb.sync_db import (
    AuditEventService,
    MLMetricService,
    MLModelService,
    MLModelVersionParamService,
    MLModelVersionService,
    MLModelVersionTagService,
)
from mldb.sync_db.repositories.item import ItemRepository
from mldb.values.enums import AuditAction, Device, Goal, VersionStatus
from tests.mldb.sync_db.hooks import failing

SOURCE = "s3://bucket/fraud.onnx"


def _version(model_name: str = "fraud", **metrics: float) -> MLModelVersionCreate:
    return MLModelVersionCreate(model_name=model_name, source=SOURCE, metrics=metrics)


def _ranks(ranked: list[RankedVersion]) -> list[tuple[int, float]]:
    return [(version.number, version.value) for version in ranked]


def test_a_version_is_stored_and_found_by_id_and_by_number(
    versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    assert version == versions.get(version.id)
    assert version == versions.get_by_number("fraud", 1)
    assert (version.model_name, version.number, version.source) == ("fraud", 1, SOURCE)
    assert (version.device, version.status) == (Device.CPU, VersionStatus.READY)
    assert version.created_by == "alice"


def test_a_version_comes_with_parameters_metrics_and_tags(
    version: MLModelVersionRead,
    params: MLModelVersionParamService,
    metrics: MLMetricService,
    version_tags: MLModelVersionTagService,
) -> None:
    assert (params.get_by_name(version.id, "depth")).value == "3"
    assert (metrics.get_by_name(version.id, "auc")).value == 0.9
    assert (version_tags.get_by_name(version.id, "stage")).value == "trial"


def test_a_registration_is_one_event(version: MLModelVersionRead, audit: AuditEventService) -> None:
    (event,) = audit.get_of_entity("version", version.id)

    assert (event.actor, event.action) == ("alice", AuditAction.CREATE)
    assert (event.label, event.model_id) == ("fraud/1", version.model_id)
    assert event.changes == {
        "description": (None, ""),
        "device": (None, "cpu"),
        "metrics.auc": (None, 0.9),
        "number": (None, 1),
        "params.depth": (None, "3"),
        "source": (None, SOURCE),
        "status": (None, "ready"),
        "tags.stage": (None, "trial"),
    }


@pytest.mark.usefixtures("model")
def test_a_registration_that_breaks_off_leaves_nothing(
    versions: MLModelVersionService,
    models: MLModelService,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The number, too, is free again."""
    with monkeypatch.context() as broken:
        broken.setattr(ItemRepository, "add_many", failing)
        with pytest.raises(RuntimeError):
            versions.create(_version(auc=0.9))

    assert versions.get_all() == []
    assert (models.get_by_name("fraud")).last_version_number == 0
    assert len(audit.get_all()) == 1
    assert (versions.create(_version())).number == 1


@pytest.mark.usefixtures("model")
def test_numbers_count_up_per_model(
    versions: MLModelVersionService, models: MLModelService
) -> None:
    models.create(MLModelCreate(name="other"))
    names = ("fraud", "fraud", "other", "fraud", "other")
    created = [versions.create(_version(name)) for name in names]

    assert [version.number for version in created] == [1, 2, 1, 3, 2]
    assert (models.get_by_name("fraud")).last_version_number == 3


def test_the_number_of_a_purged_version_is_not_given_out_again(
    versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    versions.delete(version.id)
    versions.purge(version.id, "fraud/1")
    second = versions.create(_version())

    assert second.number == 2
    assert second.id > version.id
    with pytest.raises(NotFoundError):
        versions.get_by_number("fraud", 1)


def test_constraint_refuses_a_number_given_out_twice(
    version: MLModelVersionRead,
    versions: MLModelVersionService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def first(*_: Any) -> list[dict[str, int]]:
        return [{"model_id": version.model_id, "number": 1}]

    package = type(versions).__module__.rsplit(".", 1)[0]
    monkeypatch.setattr(f"{package}.new_versions._next_numbers", first)

    with pytest.raises(DuplicateError, match="number is taken") as caught:
        versions.create(_version())

    assert caught.value.field == "number"
    assert len(versions.get_all()) == 1


@pytest.mark.usefixtures("model")
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": ""}, "source"),
        ({"source": "s3:" + "x" * 2_000}, "source"),
        ({"description": "x" * 100_001}, "description"),
        ({"device": "abacus"}, "device"),
        ({"status": "lost"}, "status"),
    ],
)
def test_constraints_back_the_schema_up(
    versions: MLModelVersionService,
    audit: AuditEventService,
    values: dict[str, Any],
    field: str,
) -> None:
    unchecked = MLModelVersionCreate.model_construct(
        **{"model_name": "fraud", "source": SOURCE, **values}
    )

    with pytest.raises(RuleViolationError) as caught:
        versions.create(unchecked)

    assert caught.value.field == field
    assert versions.get_all() == []
    assert len(audit.get_all()) == 1


def test_an_unknown_or_trashed_model_gets_no_version(
    versions: MLModelVersionService, models: MLModelService, model: MLModelRead
) -> None:
    models.delete(model.id)

    for name in ("fraud", "unknown"):
        with pytest.raises(NotFoundError, match=f"no model '{name}'"):
            versions.create(_version(name))


def test_versions_of_a_trashed_model_are_invisible(
    versions: MLModelVersionService, models: MLModelService, version: MLModelVersionRead
) -> None:
    models.delete(version.model_id)

    assert versions.get_all() == []
    assert versions.get_of_model(version.model_id) == []
    assert versions.get_trashed() == []
    with pytest.raises(NotFoundError):
        versions.get(version.id)
    with pytest.raises(NotFoundError):
        versions.get_by_number("fraud", 1)
    with pytest.raises(NotFoundError):
        versions.update(version.id, MLModelVersionUpdate(row_version=1, description="x"))
    with pytest.raises(NotFoundError):
        versions.delete(version.id)


@pytest.mark.parametrize("number", [0, -1, 2, 2**63, 2**70])
def test_an_unknown_number_is_not_found(
    versions: MLModelVersionService, version: MLModelVersionRead, number: int
) -> None:
    with pytest.raises(NotFoundError, match=f"no version 'fraud/{number}'"):
        versions.get_by_number("fraud", number)


def test_a_trashed_version_is_not_found_by_number(
    versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    versions.delete(version.id)

    with pytest.raises(NotFoundError):
        versions.get_by_number("fraud", 1)


def test_versions_are_listed_with_the_newest_first(
    versions: MLModelVersionService, models: MLModelService, model: MLModelRead
) -> None:
    models.create(MLModelCreate(name="other"))
    for name in ("fraud", "other", "fraud", "fraud"):
        versions.create(_version(name))

    everything = [(version.model_name, version.number) for version in versions.get_all()]
    of_model = [version.number for version in versions.get_of_model(model.id)]
    page = versions.get_of_model(model.id, skip=1, limit=1)
    assert everything == [("fraud", 3), ("fraud", 2), ("other", 1), ("fraud", 1)]
    assert of_model == [3, 2, 1]
    assert [version.number for version in page] == [2]


def test_an_update_is_stored_and_audited(
    versions: MLModelVersionService, version: MLModelVersionRead, audit: AuditEventService
) -> None:
    changes = MLModelVersionUpdate(row_version=1, status=VersionStatus.FAILED, device=Device.CUDA)
    updated = versions.update(version.id, changes, reason="does not load")

    (event,) = audit.get_of_entity("version", version.id, limit=1)
    assert updated == versions.get(version.id)
    assert (updated.status, updated.device) == (VersionStatus.FAILED, Device.CUDA)
    assert (updated.source, updated.row_version) == (SOURCE, 2)
    assert (event.action, event.reason) == (AuditAction.UPDATE, "does not load")
    assert event.changes == {"device": ("cpu", "cuda"), "status": ("ready", "failed")}


def test_a_stale_copy_overwrites_nothing(
    versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    versions.update(version.id, MLModelVersionUpdate(row_version=1, description="first"))

    with pytest.raises(ConflictError, match="alice changed this version") as caught:
        versions.update(version.id, MLModelVersionUpdate(row_version=1, description="second"))

    assert caught.value.field == "row_version"
    assert (versions.get(version.id)).description == "first"


@pytest.mark.parametrize(
    ("goal", "ranks"),
    [
        (Goal.MAXIMIZE, [(2, 0.9), (4, 0.7), (1, 0.7), (5, -1.0)]),
        (Goal.MINIMIZE, [(5, -1.0), (4, 0.7), (1, 0.7), (2, 0.9)]),
    ],
)
def test_versions_are_ranked_by_the_primary_metric(
    versions: MLModelVersionService,
    models: MLModelService,
    model: MLModelRead,
    goal: Goal,
    ranks: list[tuple[int, float]],
) -> None:
    """Of equal ones the newer comes first; version 3 has no such metric and is left out."""
    models.update(model.id, MLModelUpdate(row_version=1, primary_metric_goal=goal))
    for values in ({"auc": 0.7}, {"auc": 0.9, "loss": 5}, {"loss": 1}, {"auc": 0.7}, {"auc": -1}):
        versions.create(_version(**values))

    assert _ranks(versions.get_ranked("fraud")) == ranks
    assert _ranks(versions.get_ranked("fraud", skip=1, limit=2)) == ranks[1:3]


@pytest.mark.usefixtures("version")
def test_trashed_versions_and_those_of_other_models_are_not_ranked(
    versions: MLModelVersionService, models: MLModelService
) -> None:
    models.create(MLModelCreate(name="other"))
    versions.create(_version("other", auc=1.0))
    second = versions.create(_version(auc=0.95))
    versions.delete(second.id)

    (ranked,) = versions.get_ranked("fraud")
    assert (ranked.model_name, ranked.number, ranked.value) == ("fraud", 1, 0.9)


def test_a_model_without_primary_metric_has_no_ranking(
    versions: MLModelVersionService, models: MLModelService
) -> None:
    models.create(MLModelCreate(name="other"))

    with pytest.raises(RuleViolationError, match="no primary metric") as caught:
        versions.get_ranked("other")

    assert caught.value.field == "primary_metric"


def test_an_unknown_or_trashed_model_has_no_ranking(
    versions: MLModelVersionService, models: MLModelService, model: MLModelRead
) -> None:
    models.delete(model.id)

    for name in ("fraud", "unknown"):
        with pytest.raises(NotFoundError, match=f"no model '{name}'"):
            versions.get_ranked(name)
