"""Looks experiments, runs and what they logged up for an import; see `mldb.statements.keys`."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Insert, Select, Update, and_, bindparam, exists, insert, select, update
from sqlalchemy.orm import aliased

from mldb.models import (
    MLDataset,
    MLExperiment,
    MLExperimentTag,
    MLLoggedModel,
    MLLoggedModelMetric,
    MLRun,
    MLRunInput,
)
from mldb.statements.keys import Long, content_columns, key_parts, labelled
from mldb.statements.scratch import ImportedParent

_RUNS: Final[Any] = MLRun.__table__


@cache
def existing_experiments(dialect: str) -> Select[Any]:
    """Experiments by name."""
    table, parts = key_parts(dialect, str)
    columns = (MLExperiment.id, *content_columns(MLExperiment), MLExperiment.row_version)
    joined = select(*labelled(parts), *columns).select_from(table)
    return joined.outerjoin(MLExperiment, MLExperiment.name == parts[0])


@cache
def set_default_experiment() -> Update:
    """Set the columns of the experiment with the id 0."""
    table: Any = MLExperiment.__table__
    return update(table).where(table.c.id == 0)


@cache
def existing_experiment_tags(dialect: str) -> Select[Any]:
    """Tags of experiments by experiment and key."""
    table, parts = key_parts(dialect, str, str)
    owner = MLExperiment.id.label("experiment_id")
    columns = (owner, MLExperimentTag.id, *content_columns(MLExperimentTag))
    joined = select(*labelled(parts), *columns).select_from(table)
    is_tag = and_(MLExperimentTag.experiment_id == MLExperiment.id, MLExperimentTag.key == parts[1])
    return joined.outerjoin(MLExperiment, MLExperiment.name == parts[0]).outerjoin(
        MLExperimentTag, is_tag
    )


@cache
def existing_runs(dialect: str) -> Select[Any]:
    """Runs by public id, with their experiment and parent.

    The second part of a key names an experiment, whose id is `experiment_id`.
    """
    table, parts = key_parts(dialect, str, str)
    own, parent = aliased(MLExperiment), aliased(MLRun)
    columns = (MLRun.id, *content_columns(MLRun), own.name.label("experiment"))
    joined = select(
        *labelled(parts),
        *columns,
        parent.public_id.label("parent"),
        MLExperiment.id.label("experiment_id"),
    ).select_from(table)
    return (
        joined.outerjoin(MLRun, MLRun.public_id == parts[0])
        .outerjoin(own, own.id == MLRun.experiment_id)
        .outerjoin(parent, parent.id == MLRun.parent_id)
        .outerjoin(MLExperiment, MLExperiment.name == parts[1])
    )


@cache
def existing_run_items(dialect: str, row_type: Any, name_field: str) -> Select[Any]:
    """Parameters or tags of runs by run and name; `id` is the run's if there is one."""
    table, parts = key_parts(dialect, str, str)
    columns = (MLRun.id.label("run_id"), row_type.run_id.label("id"), *content_columns(row_type))
    joined = select(*labelled(parts), *columns).select_from(table)
    is_item = and_(row_type.run_id == MLRun.id, getattr(row_type, name_field) == parts[1])
    return joined.outerjoin(MLRun, MLRun.public_id == parts[0]).outerjoin(row_type, is_item)


@cache
def existing_datasets(dialect: str) -> Select[Any]:
    """Datasets by experiment, name and digest."""
    table, parts = key_parts(dialect, str, str, str)
    owner = MLExperiment.id.label("experiment_id")
    columns = (owner, MLDataset.id, *content_columns(MLDataset))
    joined = select(*labelled(parts), *columns).select_from(table)
    is_dataset = and_(
        MLDataset.experiment_id == MLExperiment.id,
        MLDataset.name == parts[1],
        MLDataset.digest == parts[2],
    )
    return joined.outerjoin(MLExperiment, MLExperiment.name == parts[0]).outerjoin(
        MLDataset, is_dataset
    )


@cache
def existing_inputs(dialect: str) -> Select[Any]:
    """Inputs by run, name and digest of the dataset, and context; `id` is the run's if it is one.

    The dataset is one of the experiment of the run.
    """
    table, parts = key_parts(dialect, str, str, str, str)
    owners = (MLRun.id.label("run_id"), MLDataset.id.label("dataset_id"))
    columns = (*owners, MLRunInput.run_id.label("id"))
    joined = select(*labelled(parts), *columns).select_from(table)
    is_dataset = and_(
        MLDataset.experiment_id == MLRun.experiment_id,
        MLDataset.name == parts[1],
        MLDataset.digest == parts[2],
    )
    is_input = and_(
        MLRunInput.run_id == MLRun.id,
        MLRunInput.dataset_id == MLDataset.id,
        MLRunInput.context == parts[3],
    )
    return (
        joined.outerjoin(MLRun, MLRun.public_id == parts[0])
        .outerjoin(MLDataset, is_dataset)
        .outerjoin(MLRunInput, is_input)
    )


@cache
def existing_logged_models(dialect: str) -> Select[Any]:
    """Logged models by public id, with their experiment and run.

    The further parts of a key name an experiment and a run, whose ids are `experiment_id` and
    `run_id`.
    """
    table, parts = key_parts(dialect, str, str, str)
    own_experiment, own_run = aliased(MLExperiment), aliased(MLRun)
    joined = select(
        *labelled(parts),
        MLLoggedModel.id,
        *content_columns(MLLoggedModel),
        own_experiment.name.label("experiment"),
        own_run.public_id.label("run"),
        MLExperiment.id.label("experiment_id"),
        MLRun.id.label("run_id"),
    ).select_from(table)
    return (
        joined.outerjoin(MLLoggedModel, MLLoggedModel.public_id == parts[0])
        .outerjoin(own_experiment, own_experiment.id == MLLoggedModel.experiment_id)
        .outerjoin(own_run, own_run.id == MLLoggedModel.run_id)
        .outerjoin(MLExperiment, MLExperiment.name == parts[1])
        .outerjoin(MLRun, MLRun.public_id == parts[2])
    )


@cache
def existing_logged_items(dialect: str, row_type: Any, name_field: str) -> Select[Any]:
    """Parameters or tags of logged models by model and name; `id` is the model's if it has it."""
    table, parts = key_parts(dialect, str, str)
    owner = MLLoggedModel.id.label("logged_model_id")
    columns = (owner, row_type.logged_model_id.label("id"), *content_columns(row_type))
    joined = select(*labelled(parts), *columns).select_from(table)
    is_item = and_(
        row_type.logged_model_id == MLLoggedModel.id, getattr(row_type, name_field) == parts[1]
    )
    return joined.outerjoin(MLLoggedModel, MLLoggedModel.public_id == parts[0]).outerjoin(
        row_type, is_item
    )


@cache
def existing_logged_metrics(dialect: str) -> Select[Any]:
    """Metrics of logged models by model, name, dataset, step and time."""
    table, parts = key_parts(dialect, str, str, str, str, Long, Long)
    metric = MLLoggedModelMetric
    owner = MLLoggedModel.id.label("logged_model_id")
    columns = (owner, metric.logged_model_id.label("id"), *content_columns(metric))
    joined = select(*labelled(parts), *columns).select_from(table)
    keyed = (metric.name, metric.dataset_name, metric.dataset_digest, metric.step, metric.time_ms)
    is_metric = and_(
        metric.logged_model_id == MLLoggedModel.id,
        *(column == part for column, part in zip(keyed, parts[1:], strict=True)),
    )
    return joined.outerjoin(MLLoggedModel, MLLoggedModel.public_id == parts[0]).outerjoin(
        metric, is_metric
    )


@cache
def run_facts(dialect: str) -> Select[Any]:
    """Id and experiment of runs by public id."""
    table, parts = key_parts(dialect, str)
    found = select(*labelled(parts), MLRun.id, MLRun.experiment_id)
    return found.select_from(table).outerjoin(MLRun, MLRun.public_id == parts[0])


@cache
def runs_with_ids() -> Select[Any]:
    """Id, public id and status of the runs `run_ids`."""
    found = select(_RUNS.c.id, _RUNS.c.public_id, _RUNS.c.status)
    return found.where(_RUNS.c.id.in_(bindparam("run_ids", expanding=True)))


@cache
def logged_model_ids(dialect: str) -> Select[Any]:
    """Ids of logged models by public id."""
    table, parts = key_parts(dialect, str)
    found = select(*labelled(parts), MLLoggedModel.id).select_from(table)
    return found.outerjoin(MLLoggedModel, MLLoggedModel.public_id == parts[0])


@cache
def add_parents() -> Insert:
    """Note the parents of imported runs."""
    table: Any = ImportedParent.__table__
    return insert(table)


@cache
def missing_parents() -> Select[Any]:
    """Run and parent of the notes whose parent isn't there."""
    noted: Any = ImportedParent.__table__.c
    known = select(_RUNS.c.id).where(_RUNS.c.public_id == noted.parent)
    return select(noted.run, noted.parent).where(~exists(known)).order_by(noted.run)


@cache
def set_parents() -> Update:
    """Give the imported runs their parents."""
    noted: Any = ImportedParent.__table__.c
    parent = _RUNS.alias("parent")
    found = select(parent.c.id).join(ImportedParent, noted.parent == parent.c.public_id)
    parent_id = found.where(noted.run == _RUNS.c.public_id).scalar_subquery()
    runs = select(noted.run)
    return update(_RUNS).where(_RUNS.c.public_id.in_(runs)).values(parent_id=parent_id)


@cache
def circular_parents() -> Select[Any]:
    """An imported run that is a part of itself, if there is one."""
    noted: Any = ImportedParent.__table__.c
    first = select(_RUNS.c.id.label("start"), _RUNS.c.parent_id.label("above")).join(
        ImportedParent, noted.run == _RUNS.c.public_id
    )
    climbed: Any = first.cte("climbed", recursive=True)
    further = select(climbed.c.start, _RUNS.c.parent_id).join(_RUNS, _RUNS.c.id == climbed.c.above)
    climbed = climbed.union(further.where(_RUNS.c.parent_id.is_not(None)))
    found = select(_RUNS.c.public_id).join(climbed, climbed.c.start == _RUNS.c.id)
    return found.where(climbed.c.start == climbed.c.above).limit(bindparam("at_most"))
