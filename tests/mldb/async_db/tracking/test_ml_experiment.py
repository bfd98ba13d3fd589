"""Experiments: every rule, with and without its hook."""

from typing import Any

import pytest

from mldb.async_db import Database, Registry
from mldb.errors import (
    ConflictError,
    DuplicateError,
    InUseError,
    MLDBError,
    NotFoundError,
    RuleViolationError,
)
from mldb.models import Base
from mldb.schemas import (
    LoggedModelCreate,
    LoggedModelMetric,
    LoggedPoint,
    MLExperimentCreate,
    MLExperimentRead,
    MLExperimentUpdate,
    MLModelCreate,
    MLRunCreate,
    MLRunRead,
    RegisterFromRun,
    RunLog,
)
from mldb.values.enums import AuditAction
from mldb.values.names import DEFAULT_EXPERIMENT, DEFAULT_EXPERIMENT_ID
from tests.mldb.async_db.hooks import nothing


async def test_every_registry_has_the_experiment_of_runs_that_name_none(registry: Registry) -> None:
    default = await registry.experiments.get(DEFAULT_EXPERIMENT_ID)

    assert (default.id, default.name) == (0, "Default")
    assert await registry.experiments.get_by_name(DEFAULT_EXPERIMENT) == default
    assert await registry.experiments.get_all() == [default]


async def test_an_experiment_is_stored_with_its_tags(registry: Registry) -> None:
    created = await registry.experiments.create(
        MLExperimentCreate(name="churn", description="# Why", tags={"team": "crm", "year": "2026"})
    )

    assert created == await registry.experiments.get(created.id)
    assert created == await registry.experiments.get_by_name("churn")
    tags = await registry.experiment_tags.get_of_owner(created.id)
    assert {tag.key: tag.value for tag in tags} == {"team": "crm", "year": "2026"}


async def test_a_creation_is_one_event(registry: Registry, experiment: MLExperimentRead) -> None:
    (event,) = await registry.audit.get_all()

    assert (event.action, event.entity) == (AuditAction.CREATE, "experiment")
    assert (event.entity_id, event.label) == (experiment.id, "churn")
    assert event.model_id is None
    assert event.changes == {
        "description": (None, ""),
        "name": (None, "churn"),
        "tags.team": (None, "crm"),
    }


async def test_the_newest_is_listed_first(registry: Registry) -> None:
    for name in ("beta", "alpha"):
        await registry.experiments.create(MLExperimentCreate(name=name))

    listed = await registry.experiments.get_all()
    assert [one.name for one in listed] == ["alpha", "beta", "Default"]


async def test_a_second_experiment_of_a_name_is_refused(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    with pytest.raises(DuplicateError, match="'churn' exists already") as caught:
        await registry.experiments.create(MLExperimentCreate(name=experiment.name))

    assert caught.value.field == "name"


async def test_a_name_stays_taken_in_the_trash(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    await registry.experiments.delete(experiment.id)

    with pytest.raises(DuplicateError, match="'churn' is in the trash") as caught:
        await registry.experiments.create(MLExperimentCreate(name="churn"))

    assert caught.value.field == "name"


async def test_constraint_backs_the_rule_up(
    registry: Registry, experiment: MLExperimentRead, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two writers can both pass the check; the constraint must still refuse the second."""
    experiments = registry.experiments
    monkeypatch.setattr(experiments, "_validate_create", nothing)

    with pytest.raises(DuplicateError, match="exists already") as caught:
        await experiments.create(MLExperimentCreate(name=experiment.name))

    assert caught.value.field == "name"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 501}, "name"),
        ({"description": "x" * 100_001}, "description"),
    ],
)
async def test_constraints_back_the_schema_up(
    registry: Registry, values: dict[str, Any], field: str
) -> None:
    given = {"name": "churn", "description": "", "tags": {}} | values

    with pytest.raises(RuleViolationError) as caught:
        await registry.experiments.create(MLExperimentCreate.model_construct(**given))

    # PostgreSQL refuses a name that is too long before it names the column.
    assert caught.value.field in {field, None}


async def test_it_can_be_renamed(registry: Registry, experiment: MLExperimentRead) -> None:
    data = MLExperimentUpdate(name="leaving", row_version=experiment.row_version)
    renamed = await registry.experiments.update(experiment.id, data)

    assert await registry.experiments.get_by_name("leaving") == renamed
    event = (await registry.audit.get_all())[0]
    assert event.changes == {"name": ("churn", "leaving")}


async def test_it_can_t_be_renamed_to_an_existing_one(
    registry: Registry, experiment: MLExperimentRead
) -> None:
    data = MLExperimentUpdate(name=DEFAULT_EXPERIMENT, row_version=experiment.row_version)

    with pytest.raises(DuplicateError):
        await registry.experiments.update(experiment.id, data)


async def test_a_stale_change_is_refused(registry: Registry, experiment: MLExperimentRead) -> None:
    data = MLExperimentUpdate(description="new", row_version=experiment.row_version)
    await registry.experiments.update(experiment.id, data)

    with pytest.raises(ConflictError):
        await registry.experiments.update(experiment.id, data)


async def test_default_keeps_its_name_and_stays(registry: Registry) -> None:
    change = MLExperimentUpdate(name="other", row_version=1)

    with pytest.raises(RuleViolationError, match="'Default' can't be renamed") as renaming:
        await registry.experiments.update(DEFAULT_EXPERIMENT_ID, change)
    with pytest.raises(RuleViolationError, match="'Default' can't be moved to the trash"):
        await registry.experiments.delete(DEFAULT_EXPERIMENT_ID)

    assert renaming.value.field == "name"
    described = MLExperimentUpdate(description="All else.", row_version=1)
    changed = await registry.experiments.update(DEFAULT_EXPERIMENT_ID, described)
    assert changed.description == "All else."


async def test_the_trash_hides_its_runs_and_gives_them_back(
    registry: Registry, experiment: MLExperimentRead, run: MLRunRead
) -> None:
    await registry.experiments.delete(experiment.id)

    with pytest.raises(NotFoundError):
        await registry.experiments.get_by_name("churn")
    with pytest.raises(NotFoundError):
        await registry.runs.get_by_public_id(run.public_id)
    assert await registry.runs.get_all() == []
    assert await registry.runs.get_trashed() == []
    page = await registry.experiments.get_trash_page()
    assert [row.name for row in page.rows] == ["churn"]

    await registry.experiments.restore(experiment.id)

    assert await registry.runs.get_by_public_id(run.public_id) == run


async def test_a_purged_experiment_takes_everything_of_its_own_along(
    database: Database, registry: Registry, experiment: MLExperimentRead, run: MLRunRead
) -> None:
    points = [LoggedPoint(name="loss", value=0.5, step=step) for step in range(2_000)]
    await registry.run_logs.log_batch(run.public_id, RunLog(metrics=points))
    logged = await registry.logged_models.create(
        LoggedModelCreate(run=run.public_id, params={"depth": "3"}, tags={"a": "b"})
    )
    metric = LoggedModelMetric(name="auc", value=0.9)
    await registry.logged_models.log_metrics(logged.public_id, [metric])
    await registry.experiments.delete(experiment.id)
    await registry.experiments.purge(experiment.id, "churn")

    left = set()
    async with database.snapshot() as session:
        for table in Base.metadata.sorted_tables:
            if (await session.execute(table.select())).first() is not None:
                left.add(table.name)
    assert left == {"audit_events", "ml_experiments"}
    assert [one.name for one in await registry.experiments.get_all()] == [DEFAULT_EXPERIMENT]


async def test_the_origin_of_versions_can_t_be_purged(
    registry: Registry, experiment: MLExperimentRead, run: MLRunRead
) -> None:
    await registry.models.create(MLModelCreate(name="stay"))
    for _ in range(6):
        await registry.versions.register_from_run(run.public_id, RegisterFromRun(model_name="stay"))
    await registry.experiments.delete(experiment.id)

    with pytest.raises(InUseError, match=r"stay/1, .*stay/5 and others"):
        await registry.experiments.purge(experiment.id, "churn")


@pytest.mark.parametrize("row_id", [-1, 99, 2**63])
async def test_an_unknown_id_is_not_found(registry: Registry, row_id: int) -> None:
    with pytest.raises(NotFoundError):
        await registry.experiments.get(row_id)


@pytest.mark.parametrize("name", ["unknown", "a\0b", "\ud800"])
async def test_an_unknown_name_is_not_found(registry: Registry, name: str) -> None:
    with pytest.raises(NotFoundError):
        await registry.experiments.get_by_name(name)


async def test_a_run_belongs_to_default_if_it_names_none(registry: Registry) -> None:
    run = await registry.runs.create(MLRunCreate())

    assert (run.experiment_id, run.experiment_name) == (DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT)


async def test_nothing_is_left_of_a_failed_creation(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiments = registry.experiments
    monkeypatch.setattr(experiments, "_record", _failing)

    with pytest.raises(MLDBError):
        await experiments.create(MLExperimentCreate(name="churn", tags={"a": "b"}))

    assert len(await registry.experiments.get_all()) == 1


async def _failing(*_: Any) -> None:
    raise RuleViolationError("broken off")
