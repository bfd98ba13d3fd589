# Generated from tests/mldb/async_db/tracking/test_ml_logged_model.py by `make twins`.
"""Logged models: their life, their log, the trash."""

import math
import re
from typing import Any

import pytest
from pydantic import ValidationError

from mldb.errors import InUseError, NotFoundError, RuleViolationError
from mldb.schemas import (
    LoggedModelCreate,
    LoggedModelMetric,
    LoggedModelRead,
    LoggedModelUpdate,
    MLExperimentRead,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    MLRunRead,
    RegisterFromRun,
)
from mldb.sync_db import Registry
from mldb.values.enums import AuditAction, VersionStatus

NO_MODEL = f"m-{'0' * 32}"


@pytest.fixture
def logged(registry: Registry, run: MLRunRead) -> LoggedModelRead:
    """A model that the run saved."""
    return registry.logged_models.create(
        LoggedModelCreate(
            run=run.public_id,
            name="classifier",
            model_type="sklearn",
            step=100,
            params={"depth": "3"},
            tags={"team": "crm"},
        )
    )


def test_a_model_of_a_run_belongs_to_its_experiment(
    registry: Registry, run: MLRunRead, logged: LoggedModelRead
) -> None:
    found = registry.logged_models.get_detail(logged.public_id)

    assert re.fullmatch("m-[0-9a-f]{32}", logged.public_id)
    assert logged == registry.logged_models.get_by_public_id(logged.public_id)
    assert logged == registry.logged_models.get(logged.id)
    assert (logged.experiment_id, logged.experiment_name) == (run.experiment_id, "churn")
    assert (logged.run_public_id, logged.step) == (run.public_id, 100)
    assert logged.status is VersionStatus.PENDING
    assert dict(found) == dict(logged) | {
        "params": {"depth": "3"},
        "tags": {"team": "crm"},
        "metrics": [],
    }


def test_its_creation_is_audited(
    registry: Registry, run: MLRunRead, logged: LoggedModelRead
) -> None:
    event = (registry.audit.get_all())[0]

    assert (event.action, event.entity) == (AuditAction.CREATE, "logged model")
    assert (event.entity_id, event.label) == (logged.id, logged.public_id)
    assert event.changes["name"] == (None, "classifier")


def test_a_model_needs_no_run(registry: Registry, experiment: MLExperimentRead) -> None:
    created = registry.logged_models.create(LoggedModelCreate(experiment="churn"))
    other = registry.logged_models.create(LoggedModelCreate())

    assert (created.experiment_id, created.run_public_id) == (experiment.id, None)
    assert other.experiment_id == 0
    assert registry.logged_models.get_all() == [other, created]


def test_owners_that_can_t_be_are_named(registry: Registry, run: MLRunRead) -> None:
    wrong = {
        "run": LoggedModelCreate(run="0" * 32),
        "experiment": LoggedModelCreate(run=run.public_id, experiment="Default"),
    }

    for field, data in wrong.items():
        with pytest.raises(RuleViolationError) as caught:
            registry.logged_models.create(data)
        assert caught.value.field == field


def test_the_experiment_of_the_run_may_be_given(registry: Registry, run: MLRunRead) -> None:
    data = LoggedModelCreate(run=run.public_id, experiment="churn")

    assert (registry.logged_models.create(data)).experiment_name == "churn"


def test_it_is_finished(registry: Registry, logged: LoggedModelRead) -> None:
    ready = registry.logged_models.finish(logged.public_id)
    again = registry.logged_models.finish(logged.public_id)
    failed = registry.logged_models.finish(logged.public_id, VersionStatus.FAILED)

    assert ready.status is VersionStatus.READY
    assert again == ready
    assert failed.status is VersionStatus.FAILED
    events = registry.audit.get_all(limit=2)
    assert [event.changes for event in events] == [
        {"status": ("ready", "failed")},
        {"status": ("pending", "ready")},
    ]
    with pytest.raises(RuleViolationError, match="pending, ready, failed") as caught:
        registry.logged_models.finish(logged.public_id, "done")  # type: ignore[arg-type]
    assert caught.value.field == "status"


def test_it_is_renamed(registry: Registry, logged: LoggedModelRead) -> None:
    data = LoggedModelUpdate(name="tree", row_version=logged.row_version)

    assert (registry.logged_models.update(logged.id, data)).name == "tree"


def test_its_log_grows_unaudited(registry: Registry, logged: LoggedModelRead) -> None:
    events = registry.audit.get_all()
    models, public_id = registry.logged_models, logged.public_id
    models.log_params(public_id, {"depth": 3, "leaves": 8})
    models.log_params(public_id, {})
    models.log_tags(public_id, {"team": "risk", "new": True})

    found = models.get_detail(public_id)
    assert found.params == {"depth": "3", "leaves": "8"}
    assert found.tags == {"team": "risk", "new": "true"}
    assert registry.audit.get_all() == events
    with pytest.raises(ValidationError):
        models.log_tags(public_id, {"\0": ""})


def test_a_parameter_is_set_once(registry: Registry, logged: LoggedModelRead) -> None:
    with pytest.raises(RuleViolationError, match="'depth' is '3' already") as caught:
        registry.logged_models.log_params(logged.public_id, {"leaves": 8, "depth": 4})

    assert caught.value.field == "params.depth"
    assert (registry.logged_models.get_detail(logged.public_id)).params == {"depth": "3"}


def test_metrics_keep_their_datasets_and_values_that_are_no_numbers(
    registry: Registry, logged: LoggedModelRead
) -> None:
    at: dict[str, Any] = {"step": 5, "time_ms": 1_772_366_400_000}
    metrics = [
        LoggedModelMetric(name="auc", value=0.5, **at),
        LoggedModelMetric(name="auc", value=math.inf, dataset_name="d", dataset_digest="1", **at),
        LoggedModelMetric(name="loss", value=math.nan, **at),
        LoggedModelMetric(name="auc", value=0.6, **at),
    ]
    registry.logged_models.log_metrics(logged.public_id, metrics)
    registry.logged_models.log_metrics(
        logged.public_id, [LoggedModelMetric(name="loss", value=0.1), metrics[2]]
    )

    auc, other, *losses = (registry.logged_models.get_detail(logged.public_id)).metrics
    assert (auc.value, auc.step, auc.time_ms, auc.dataset_name) == (0.6, *at.values(), "")
    assert (other.value, other.dataset_name, other.dataset_digest) == (math.inf, "d", "1")
    assert [math.isnan(loss.value) for loss in losses] == [False, True]
    assert losses[0].time_ms > losses[1].time_ms
    with pytest.raises(RuleViolationError, match="1,001"):
        registry.logged_models.log_metrics(logged.public_id, metrics[:1] * 1_001)


def test_the_models_of_a_run_are_listed(
    registry: Registry, run: MLRunRead, logged: LoggedModelRead
) -> None:
    second = registry.logged_models.create(LoggedModelCreate(run=run.public_id))
    registry.logged_models.create(LoggedModelCreate(experiment="churn"))

    assert registry.logged_models.of_run(run.public_id) == [second, logged]
    assert registry.logged_models.of_run(run.public_id, 1) == [second]
    assert registry.logged_models.of_run(run.public_id, before=second.id) == [logged]


def test_a_run_or_an_experiment_in_the_trash_hides_it(
    registry: Registry, run: MLRunRead, logged: LoggedModelRead
) -> None:
    registry.logged_models.delete(logged.id)
    (trashed,) = (registry.logged_models.get_trash_page()).rows
    assert (trashed.public_id, trashed.run_public_id) == (logged.public_id, run.public_id)
    registry.runs.delete(run.id)
    with pytest.raises(RuleViolationError, match="Restore the run") as by_run:
        registry.logged_models.restore(logged.id)
    registry.experiments.delete(run.experiment_id)
    with pytest.raises(RuleViolationError, match="Restore the experiment") as by_experiment:
        registry.logged_models.restore(logged.id)
    assert (by_run.value.field, by_experiment.value.field) == ("run", "experiment")

    registry.experiments.restore(run.experiment_id)
    registry.runs.restore(run.id)
    restored = registry.logged_models.restore(logged.id)
    assert restored.deleted_at is None
    registry.runs.delete(run.id)
    with pytest.raises(NotFoundError, match="no logged model"):
        registry.logged_models.log_tags(logged.public_id, {"a": "b"})
    assert registry.logged_models.get_all() == []


def test_the_origin_of_a_version_can_t_be_purged(
    registry: Registry, run: MLRunRead, logged: LoggedModelRead
) -> None:
    registry.models.create(MLModelCreate(name="stay"))
    version = registry.versions.register_from_run(
        run.public_id, RegisterFromRun(model_name="stay", logged_model=logged.public_id)
    )
    registry.logged_models.delete(logged.id)
    with pytest.raises(InUseError, match="this logged model: stay/1"):
        registry.logged_models.purge(logged.id, logged.public_id)
    registry.versions.delete(version.id)
    registry.versions.purge(version.id, "stay/1")
    registry.logged_models.purge(logged.id, logged.public_id)

    assert registry.logged_models.get_trashed() == []


@pytest.mark.parametrize("public_id", [NO_MODEL, "", "0" * 32, "m-", "\0"])
def test_an_unknown_id_is_not_found(registry: Registry, public_id: str) -> None:
    models = registry.logged_models
    for method in (models.get_by_public_id, models.get_detail, models.finish):
        with pytest.raises(NotFoundError):
            method(public_id)


def test_a_tag_is_removed(registry: Registry, logged: LoggedModelRead) -> None:
    registry.logged_models.delete_tag(logged.public_id, "team")

    assert (registry.logged_models.get_detail(logged.public_id)).tags == {}
    for key in ("team", "\0"):
        with pytest.raises(NotFoundError, match="tag"):
            registry.logged_models.delete_tag(logged.public_id, key)


def test_a_run_says_at_which_steps_it_saved_models(
    registry: Registry, run: MLRunRead, logged: LoggedModelRead
) -> None:
    models = registry.logged_models
    alone = models.create(LoggedModelCreate(experiment="churn"))
    elsewhere = models.create(LoggedModelCreate())
    for _ in range(2):
        models.set_outputs(run.public_id, {logged.public_id: 7, alone.public_id: 8})
    found = models.get_details([alone.public_id, NO_MODEL, "", logged.public_id])

    assert [(model.run_public_id, model.step) for model in found] == [
        (run.public_id, 8),
        (run.public_id, 7),
    ]
    events = registry.audit.get_all(limit=2)
    assert sorted(event.changes["step"][1] for event in events) == [7, 8]
    other = registry.runs.create(MLRunCreate(experiment="churn"))
    for run_id, model_id, error in (
        (other.public_id, logged.public_id, RuleViolationError),
        (run.public_id, elsewhere.public_id, RuleViolationError),
        ("0" * 32, logged.public_id, RuleViolationError),
        ("\0", logged.public_id, NotFoundError),
        (run.public_id, NO_MODEL, NotFoundError),
    ):
        with pytest.raises(error):
            models.set_outputs(run_id, {model_id: 1})


def test_a_model_without_a_run_is_registered_and_copied(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    alone = registry.logged_models.create(LoggedModelCreate(experiment="churn"))
    registry.models.create(MLModelCreate(name="stay"))
    data = MLModelVersionCreate(model_name="stay", source="s3://bucket/m", params={"a": "1"})
    first = registry.versions.register_from_logged_model(alone.public_id, data)
    copy = registry.versions.register_copy("stay", 1, data)

    for version, number in ((first, 1), (copy, 2)):
        assert (version.number, version.source) == (number, "s3://bucket/m")
        assert (version.run_public_id, version.logged_model_public_id) == (None, alone.public_id)
    for missing in (NO_MODEL, "\0"):
        with pytest.raises(NotFoundError, match="logged model"):
            registry.versions.register_from_logged_model(missing, data)
    for name, number in (("stay", 9), ("nix", 1), ("\0", 1)):
        with pytest.raises(NotFoundError):
            registry.versions.register_copy(name, number, data)
