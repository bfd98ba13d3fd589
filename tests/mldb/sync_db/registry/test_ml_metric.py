# Generated from tests/mldb/async_db/registry/test_ml_metric.py by `make twins`.
"""Metrics: recording many at once, and which values they may have."""

import sys

import pytest
from pydantic import ValidationError

from mldb.errors import ConflictError, NotFoundError, RuleViolationError
from mldb.schemas import MLMetricBatch, MLMetricCreate, MLMetricUpdate, MLModelVersionRead
from mldb.sync_db import AuditEventService, MLMetricService, MLModelVersionService
from mldb.sync_db.repositories.registry.ml_metric import MLMetricRepository
from mldb.sync_db.services.change import Change
from mldb.values.enums import AuditAction
from tests.mldb.sync_db.hooks import failing


def _values(metrics: MLMetricService, version_id: int) -> dict[str, float]:
    return {metric.name: metric.value for metric in metrics.get_of_owner(version_id)}


def test_record_inserts_updates_and_leaves_the_rest_alone(
    metrics: MLMetricService, version: MLModelVersionRead
) -> None:
    metrics.record(MLMetricBatch(version_id=version.id, metrics={"f1": 0.8, "loss": 1.5}))
    changed = metrics.record(
        MLMetricBatch(version_id=version.id, metrics={"auc": 0.95, "f1": 0.8, "acc": 0.9})
    )

    assert changed == 2
    assert _values(metrics, version.id) == {"acc": 0.9, "auc": 0.95, "f1": 0.8, "loss": 1.5}


def test_record_tells_who_wrote_last(metrics: MLMetricService, version: MLModelVersionRead) -> None:
    before = metrics.get_by_name(version.id, "auc")
    metrics.actor = "bob"
    metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": 0.95, "f1": 0.8}))

    after = metrics.get_by_name(version.id, "auc")
    assert (after.created_by, after.updated_by) == ("alice", "bob")
    assert (after.created_at, after.row_version) == (before.created_at, 2)
    assert after.updated_at > before.updated_at
    assert (metrics.get_by_name(version.id, "f1")).created_by == "bob"


def test_what_is_recorded_makes_older_copies_stale(
    metrics: MLMetricService, version: MLModelVersionRead
) -> None:
    metric = metrics.get_by_name(version.id, "auc")
    metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": 0.95}))

    with pytest.raises(ConflictError):
        metrics.update(metric.id, MLMetricUpdate(row_version=1, value=0.1))


def test_only_what_changed_is_audited_in_one_event(
    metrics: MLMetricService, version: MLModelVersionRead, audit: AuditEventService
) -> None:
    metrics.record(MLMetricBatch(version_id=version.id, metrics={"f1": 0.8}))
    metrics.record(
        MLMetricBatch(version_id=version.id, metrics={"auc": 0.95, "f1": 0.8, "acc": 0.5}),
        reason="measured again",
    )

    (event, first, _) = audit.get_of_entity("version", version.id)
    assert (event.actor, event.action, event.reason) == (
        "alice",
        AuditAction.UPDATE,
        "measured again",
    )
    assert (event.label, event.model_id) == ("fraud/1", version.model_id)
    assert event.changes == {"metrics.acc": (None, 0.5), "metrics.auc": (0.9, 0.95)}
    assert first.changes == {"metrics.f1": (None, 0.8)}


@pytest.mark.parametrize("same", [{}, {"auc": 0.9}])
def test_nothing_new_is_no_change(
    metrics: MLMetricService,
    version: MLModelVersionRead,
    audit: AuditEventService,
    same: dict[str, float],
) -> None:
    events = audit.get_all()
    changed = metrics.record(MLMetricBatch(version_id=version.id, metrics=same))

    assert changed == 0
    assert audit.get_all() == events
    assert (metrics.get_by_name(version.id, "auc")).row_version == 1


def test_ten_thousand_metrics_are_recorded_at_once(
    metrics: MLMetricService, version: MLModelVersionRead, audit: AuditEventService
) -> None:
    many = {f"m{number:05}": float(number) for number in range(10_000)}
    inserted = metrics.record(MLMetricBatch(version_id=version.id, metrics=many))
    more = {name: value + 0.5 for name, value in many.items()}
    updated = metrics.record(MLMetricBatch(version_id=version.id, metrics=more))

    assert inserted == updated == 10_000
    assert (metrics.get_by_name(version.id, "m09999")).value == 9999.5
    assert len(metrics.get_of_owner(version.id, limit=1_000)) == 1_000
    assert len((audit.get_all(limit=1))[0].changes) == 10_000


def test_more_than_ten_thousand_are_refused() -> None:
    with pytest.raises(ValidationError):
        MLMetricBatch(version_id=1, metrics={str(number): 0.0 for number in range(10_001)})


def test_a_record_that_breaks_off_leaves_nothing(
    metrics: MLMetricService,
    version: MLModelVersionRead,
    audit: AuditEventService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = audit.get_all()
    monkeypatch.setattr(Change, "record", failing)

    with pytest.raises(RuntimeError):
        metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": 0.95, "acc": 0.5}))

    assert _values(metrics, version.id) == {"auc": 0.9}
    assert audit.get_all() == events


@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
def test_constraint_refuses_all_if_one_is_not_finite(
    metrics: MLMetricService, version: MLModelVersionRead, audit: AuditEventService, value: float
) -> None:
    events = audit.get_all()
    unchecked = MLMetricBatch.model_construct(
        version_id=version.id, metrics={"auc": 0.95, "acc": 0.5, "bad": value}
    )

    with pytest.raises(RuleViolationError, match="finite") as caught:
        metrics.record(unchecked)

    assert caught.value.field == "value"
    assert _values(metrics, version.id) == {"auc": 0.9}
    assert audit.get_all() == events


def test_the_database_refuses_what_is_not_a_number(
    metrics: MLMetricService, version: MLModelVersionRead
) -> None:
    unchecked = MLMetricCreate.model_construct(
        version_id=version.id, name="bad", value=float("nan")
    )

    with pytest.raises(RuleViolationError) as caught:
        metrics.create(unchecked)

    assert caught.value.field == "value"


def test_constraint_refuses_a_metric_recorded_twice(
    metrics: MLMetricService, version: MLModelVersionRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers can both find the metric missing."""

    def none(*_: object) -> list[tuple[int, str, float]]:
        return []

    monkeypatch.setattr(MLMetricRepository, "values_of", none)

    with pytest.raises(RuleViolationError, match="exists already") as caught:
        metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": 0.95}))

    assert caught.value.field == "name"


@pytest.mark.parametrize(
    "value",
    [0.0, -1.0, 5e-324, sys.float_info.max, -sys.float_info.max, 0.1, 1 / 3, 2.0**53 + 2],
)
def test_a_value_comes_back_to_the_last_bit(
    metrics: MLMetricService, version: MLModelVersionRead, value: float
) -> None:
    metrics.record(MLMetricBatch(version_id=version.id, metrics={"m": value}))

    assert (metrics.get_by_name(version.id, "m")).value == value


@pytest.mark.parametrize("version_id", [0, -1, 999, 2**70])
def test_an_unknown_version_has_no_metrics_recorded(
    metrics: MLMetricService, version_id: int
) -> None:
    with pytest.raises(NotFoundError) as caught:
        metrics.record(MLMetricBatch(version_id=version_id, metrics={"auc": 0.9}))

    assert (caught.value.entity, caught.value.key) == ("version", version_id)


def test_a_trashed_version_has_no_metrics_recorded(
    metrics: MLMetricService, versions: MLModelVersionService, version: MLModelVersionRead
) -> None:
    versions.delete(version.id)

    with pytest.raises(NotFoundError):
        metrics.record(MLMetricBatch(version_id=version.id, metrics={"auc": 0.95}))
