"""Versions that come from runs."""

import math
from typing import Any

import pytest

from mldb.async_db import Registry
from mldb.async_db.services.registry import from_run
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    LoggedModelCreate,
    LoggedPoint,
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
    MLModelVersionTagCreate,
    MLModelVersionUpdate,
    MLRunCreate,
    MLRunRead,
    RegisterFromRun,
    RunLog,
    Statistic,
)
from mldb.values.enums import AuditAction, Device


@pytest.fixture
async def model(registry: Registry) -> MLModelRead:
    return await registry.models.create(MLModelCreate(name="stay"))


@pytest.fixture
async def trained(registry: Registry, run: MLRunRead) -> MLRunRead:
    """The run, which logged two histories and one that ends without a number."""
    histories = {"loss": [0.5, 0.2, 0.3], "auc": [0.6, 0.9, 0.8], "grad": [1.0, math.inf, math.nan]}
    points = [
        LoggedPoint(name=name, value=value, step=step)
        for name, values in histories.items()
        for step, value in enumerate(values)
    ]
    await registry.run_logs.log_batch(run.public_id, RunLog(metrics=points, params={"depth": "3"}))
    return run


async def test_a_version_takes_over_what_ends_with_a_number(
    registry: Registry, model: MLModelRead, trained: MLRunRead
) -> None:
    data = RegisterFromRun(
        model_name="stay", description="# Card", device=Device.CUDA, tags={"stage": "trial"}
    )
    version = await registry.versions.register_from_run(trained.public_id, data, reason="best")

    assert (version.number, version.source) == (1, f"runs:/{trained.public_id}")
    assert (version.run_public_id, version.logged_model_public_id) == (trained.public_id, None)
    assert version == await registry.versions.get(version.id)
    found = await registry.version_reader.get("stay", 1)
    assert found.metrics == {"loss": 0.3, "auc": 0.8}
    assert found.params == {"lr": "0.1", "depth": "3"}
    assert (found.tags, found.device, found.description) == (
        {"stage": "trial"},
        Device.CUDA,
        "# Card",
    )


async def test_its_event_names_the_run(
    registry: Registry, model: MLModelRead, trained: MLRunRead
) -> None:
    await registry.versions.register_from_run(
        trained.public_id, RegisterFromRun(model_name="stay"), reason="best"
    )

    event = (await registry.audit.get_of_model(model.id))[0]
    assert (event.action, event.label, event.reason) == (AuditAction.CREATE, "stay/1", "best")
    assert event.changes["run_public_id"] == (None, trained.public_id)
    assert event.changes["metrics.loss"] == (None, 0.3)
    assert "logged_model_public_id" not in event.changes


async def test_everything_can_be_chosen(
    registry: Registry, model: MLModelRead, trained: MLRunRead
) -> None:
    logged = await registry.logged_models.create(LoggedModelCreate(run=trained.public_id))
    data = RegisterFromRun(
        model_name="stay",
        logged_model=logged.public_id,
        metrics={"loss": Statistic.MIN, "auc": Statistic.MAX, "grad": Statistic.MIN},
        params=["depth"],
    )
    version = await registry.versions.register_from_run(trained.public_id, data)

    assert version.source == f"models:/{logged.public_id}"
    assert version.logged_model_public_id == logged.public_id
    found = await registry.version_reader.get("stay", 1)
    assert found.metrics == {"loss": 0.2, "auc": 0.9, "grad": 1.0}
    assert found.params == {"depth": "3"}
    bare = RegisterFromRun(model_name="stay", source="s3://bucket/2", metrics={}, params=[])
    second = await registry.versions.register_from_run(trained.public_id, bare)
    assert (second.number, second.source) == (2, "s3://bucket/2")
    assert (await registry.version_reader.get("stay", 2)).metrics == {}


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"metrics": {"f1": "last"}}, "metrics.f1", "no metric 'f1'"),
        ({"metrics": {"grad": "last"}}, "metrics.grad", "last value of 'grad' is nan"),
        ({"metrics": {"grad": "max"}}, "metrics.grad", "max value of 'grad' is inf"),
        ({"params": ["lr", "width"]}, "params", "no parameter 'width'"),
        ({"logged_model": f"m-{'0' * 32}"}, "logged_model", "no logged model"),
    ],
)
async def test_what_the_run_lacks_is_named(
    registry: Registry,
    model: MLModelRead,
    trained: MLRunRead,
    values: dict[str, Any],
    field: str,
    message: str,
) -> None:
    data = RegisterFromRun(model_name="stay", **values)

    with pytest.raises(RuleViolationError, match=message) as caught:
        await registry.versions.register_from_run(trained.public_id, data)

    assert caught.value.field == field
    assert (await registry.models.get(model.id)).last_version_number == 0


async def test_a_model_of_another_run_is_refused(
    registry: Registry, model: MLModelRead, run: MLRunRead
) -> None:
    other = await registry.runs.create(MLRunCreate())
    logged = await registry.logged_models.create(LoggedModelCreate(run=other.public_id))
    data = RegisterFromRun(model_name="stay", logged_model=logged.public_id)

    with pytest.raises(RuleViolationError, match="no logged model") as caught:
        await registry.versions.register_from_run(run.public_id, data)

    assert caught.value.field == "logged_model"


async def test_more_than_a_version_takes_is_refused(
    registry: Registry, model: MLModelRead, trained: MLRunRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, field in (("ITEMS_PER_CALL", "params"), ("METRICS_PER_CALL", "metrics")):
        with monkeypatch.context() as patch:
            patch.setattr(from_run, limit, 1)
            with pytest.raises(RuleViolationError, match="has 2 of them") as caught:
                await registry.versions.register_from_run(
                    trained.public_id, RegisterFromRun(model_name="stay")
                )
        assert caught.value.field == field


@pytest.mark.parametrize("public_id", ["0" * 32, "x"])
async def test_an_unknown_run_is_not_found(
    registry: Registry, model: MLModelRead, public_id: str
) -> None:
    with pytest.raises(NotFoundError, match="no run"):
        await registry.versions.register_from_run(public_id, RegisterFromRun(model_name="stay"))


async def test_a_run_in_the_trash_is_not_found(
    registry: Registry, model: MLModelRead, run: MLRunRead
) -> None:
    await registry.runs.delete(run.id)

    with pytest.raises(NotFoundError, match="no run"):
        await registry.versions.register_from_run(run.public_id, RegisterFromRun(model_name="stay"))


async def test_an_unknown_model_is_not_found(registry: Registry, run: MLRunRead) -> None:
    with pytest.raises(NotFoundError, match="no model 'stay'"):
        await registry.versions.register_from_run(run.public_id, RegisterFromRun(model_name="stay"))


async def test_every_list_of_versions_knows_the_origin(
    registry: Registry, model: MLModelRead, run: MLRunRead
) -> None:
    own = await registry.versions.create(
        MLModelVersionCreate(model_name="stay", source="s3://bucket/1")
    )
    version = await registry.versions.register_from_run(
        run.public_id, RegisterFromRun(model_name="stay")
    )

    assert own.run_public_id is None
    assert await registry.versions.get_by_number("stay", 2) == version
    assert await registry.versions.get_of_model(model.id) == [version, own]
    assert (await registry.versions.search()).rows == [version, own]
    compared = await registry.version_reader.get_compared([("stay", 2), ("stay", 1)])
    assert [one.version for one in compared] == [version, own]
    await registry.versions.delete(version.id)
    (trashed,) = (await registry.versions.get_trash_page()).rows
    assert trashed.run_public_id == run.public_id


async def test_a_change_keeps_the_origin(
    registry: Registry, model: MLModelRead, run: MLRunRead
) -> None:
    version = await registry.versions.register_from_run(
        run.public_id, RegisterFromRun(model_name="stay")
    )
    async with registry.transaction() as block:
        tag = MLModelVersionTagCreate(version_id=version.id, key="stage", value="trial")
        await block.version_tags.put(tag)
        data = MLModelVersionUpdate(description="new", row_version=version.row_version)
        changed = await block.versions.update(version.id, data)
        assert await block.versions.get(version.id) == changed

    await registry.versions.delete(version.id)
    restored = await registry.versions.restore(version.id)
    assert changed.run_public_id == restored.run_public_id == run.public_id
