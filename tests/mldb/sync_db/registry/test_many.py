# Generated from tests/mldb/async_db/registry/test_many.py by `make twins`.
"""Many models or versions at once: like one by one, but all or none."""

import pytest

from mldb.errors import DuplicateError, NotFoundError, RuleViolationError
from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import MLModelCreate, MLModelRead, MLModelVersionCreate
from mldb.sync_db import (
    AuditEventService,
    MLMetricService,
    MLModelService,
    MLModelVersionParamService,
    MLModelVersionService,
    MLModelVersionTagService,
)
from mldb.values.enums import AuditAction, Device, Goal

SOURCE = "s3://bucket/model"


def test_models_are_created_like_one_by_one(
    models: MLModelService, audit: AuditEventService
) -> None:
    ranked = {"primary_metric": "auc", "primary_metric_goal": Goal.MAXIMIZE}
    data = [
        MLModelCreate.model_validate({"name": "net", "description": "# Card", **ranked}),
        MLModelCreate(name="churn"),
    ]

    net, churn = created = models.create_many(data, reason="import")

    assert [model.name for model in created] == ["net", "churn"]
    assert created == [models.get(model.id) for model in created]
    (event,) = audit.get_of_model(net.id)
    alone = models.create(data[0].model_copy(update={"name": "alone"}))
    (expected,) = audit.get_of_model(alone.id)
    assert event.changes == expected.changes | {"name": (None, "net")}
    assert (event.action, event.label, event.reason) == (AuditAction.CREATE, "net", "import")
    assert churn.created_by == "alice"


def test_versions_are_registered_like_one_by_one(
    models: MLModelService,
    versions: MLModelVersionService,
    metrics: MLMetricService,
    params: MLModelVersionParamService,
    version_tags: MLModelVersionTagService,
    audit: AuditEventService,
) -> None:
    models.create_many([MLModelCreate(name=name) for name in ("a", "b")])
    full = MLModelVersionCreate(
        model_name="a",
        source=SOURCE,
        device=Device.CUDA,
        params={"depth": "3"},
        metrics={"auc": 0.9, "loss": 0.1},
        tags={"stage": "trial"},
    )
    plain = MLModelVersionCreate(model_name="b", source=SOURCE)
    alone = versions.create(full)

    created = versions.create_many([plain, full, full, plain], reason="import")

    numbered = [(version.model_name, version.number) for version in created]
    assert numbered == [("b", 1), ("a", 2), ("a", 3), ("b", 2)]
    assert created == [versions.get(version.id) for version in created]
    second = created[1]
    for service in (metrics, params, version_tags):
        kept = service.get_of_owners([alone.id, second.id])
        assert kept[alone.id] == kept[second.id]
    found = versions.search("param.depth<4 model:a sort:number")
    assert [row.number for row in found.rows] == [1, 2, 3]
    (event,) = audit.get_of_entity("version", second.id)
    (expected,) = audit.get_of_entity("version", alone.id)
    assert event.changes == expected.changes | {"number": (None, 2)}
    assert (event.label, event.reason) == ("a/2", "import")
    assert (versions.create(full)).number == 4


def test_numbers_of_purged_versions_are_not_given_again(
    model: MLModelRead, versions: MLModelVersionService
) -> None:
    data = MLModelVersionCreate(model_name=model.name, source=SOURCE)
    first = versions.create(data)
    versions.delete(first.id)
    versions.purge(first.id, "fraud/1")

    (second,) = versions.create_many([data])

    assert second.number == 2


@pytest.mark.parametrize(("names", "index"), [(["a", "fraud"], 1), (["a", "b", "a"], 2)])
def test_a_name_in_use_refuses_all(
    model: MLModelRead,
    models: MLModelService,
    audit: AuditEventService,
    names: list[str],
    index: int,
) -> None:
    with pytest.raises(DuplicateError, match=rf"\(number {index + 1} of those given\)") as caught:
        models.create_many([MLModelCreate(name=name) for name in names])

    assert caught.value.field == f"{index}.name"
    assert [one.name for one in models.get_all()] == ["fraud"]
    assert len(audit.get_all()) == 1


def test_the_constraint_backs_the_rule_up(
    model: MLModelRead, models: MLModelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unclaimed(*_: object) -> dict[str, int]:
        """As if the other writer committed after the check."""
        return {}

    monkeypatch.setattr(f"{type(models).__module__.rsplit('.', 1)[0]}.new_models._claim", unclaimed)

    with pytest.raises(DuplicateError, match="exists already"):
        models.create_many([MLModelCreate(name=name) for name in ("a", "fraud")])

    assert [one.name for one in models.get_all()] == ["fraud"]


@pytest.mark.parametrize("is_trashed", [True, False])
def test_a_missing_model_refuses_all(
    model: MLModelRead,
    models: MLModelService,
    versions: MLModelVersionService,
    *,
    is_trashed: bool,
) -> None:
    name = "nobody"
    if is_trashed:
        name = "gone"
        models.delete((models.create(MLModelCreate(name=name))).id)
    data = [MLModelVersionCreate(model_name=one, source=SOURCE) for one in ("fraud", name)]

    with pytest.raises(NotFoundError, match=rf"'{name}' \(number 2 of those given\)"):
        versions.create_many(data)

    assert versions.get_all() == []
    assert (models.get(model.id)).last_version_number == 0


def test_none_and_too_many(
    model: MLModelRead, models: MLModelService, versions: MLModelVersionService
) -> None:
    one = MLModelVersionCreate(model_name="fraud", source=SOURCE)

    assert models.create_many([]) == []
    assert versions.create_many([]) == []
    assert len(versions.create_many([one] * BATCH_LIMIT)) == BATCH_LIMIT
    with pytest.raises(RuleViolationError, match="1,001, more than the 1,000"):
        versions.create_many([one] * (BATCH_LIMIT + 1))
    with pytest.raises(RuleViolationError, match="Give them in parts"):
        models.create_many([MLModelCreate(name="a")] * (BATCH_LIMIT + 1))


def test_many_values_are_kept_exactly(
    model: MLModelRead,
    versions: MLModelVersionService,
    metrics: MLMetricService,
    audit: AuditEventService,
) -> None:
    values = [0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308, -1e300, 123456789.123456789]
    given = {f'm "{index}" \\ é 😀': values[index % len(values)] for index in range(20)}
    data = MLModelVersionCreate(model_name=model.name, source=SOURCE, metrics=given)

    created = versions.create_many([data] * 200)

    last = created[-1]
    assert metrics.get_of_owners([last.id]) == {last.id: given}
    one = (metrics.get_of_owner(last.id, limit=1))[0]
    assert (one.created_at, one.created_by, one.row_version) == (last.created_at, "alice", 1)
    events = audit.get_of_model(model.id, limit=300)
    assert len(events) == 201
    assert {event.occurred_at for event in events[:200]} == {last.created_at}
    assert events[0].label == f"{model.name}/{last.number}"
    assert events[0].reason is None
    assert events[0].changes['metrics.m "0" \\ é 😀'] == (None, values[0])
