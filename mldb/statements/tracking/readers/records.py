"""Statements that read runs with all that they logged."""

from functools import cache
from typing import Any, Final

from sqlalchemy import CompoundSelect, Select, bindparam, exists, select, union_all

from mldb.models import (
    MLDataset,
    MLLoggedModel,
    MLMetricSeries,
    MLRun,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.statements.registry.readers.items import literal_type
from mldb.statements.tracking.ml_run import is_live_run, run_columns

_RUN_IDS: Final[Any] = bindparam("run_ids", expanding=True)


@cache
def runs_by_public_ids() -> Select[Any]:
    """Columns of the runs with these `public_ids`, trash included, in no order.

    With `is_live`, and whether they have inputs and logged models.
    """
    public_ids: Any = bindparam("public_ids", expanding=True)
    return _whole().where(MLRun.public_id.in_(public_ids))


@cache
def texts_of() -> CompoundSelect[Any]:
    """`params` or `tags`, run, name and value of all parameters and tags of `run_ids`."""
    params = select(literal_type("params"), MLRunParam.run_id, MLRunParam.name, MLRunParam.value)
    tags = select(literal_type("tags"), MLRunTag.run_id, MLRunTag.key, MLRunTag.value)
    return union_all(
        params.where(MLRunParam.run_id.in_(_RUN_IDS)), tags.where(MLRunTag.run_id.in_(_RUN_IDS))
    )


@cache
def last_points_of() -> Select[Any]:
    """Run, name, value, step and time of the last point of each metric of `run_ids`."""
    series: Any = MLMetricSeries.__table__.c
    last = select(
        series.run_id, series.name, series.last_value, series.last_step, series.last_time_ms
    )
    return last.where(series.run_id.in_(_RUN_IDS)).order_by(series.run_id, series.name)


@cache
def inputs_of() -> Select[Any]:
    """Run and columns of the datasets that the runs `run_ids` read, by name."""
    columns: Any = select(
        MLRunInput.run_id,
        MLDataset.name,
        MLDataset.digest,
        MLRunInput.context,
        MLDataset.source_type,
        MLDataset.source,
        MLDataset.schema,
        MLDataset.profile,
    )
    inputs = columns.join(MLDataset, MLRunInput.dataset_id == MLDataset.id)
    by_name = MLDataset.name, MLDataset.digest, MLRunInput.context
    found: Select[Any] = inputs.where(MLRunInput.run_id.in_(_RUN_IDS)).order_by(*by_name)
    return found


@cache
def logged_models_of() -> Select[Any]:
    """Run, public id and step of the live models that the runs `run_ids` saved, oldest first."""
    columns = MLLoggedModel.run_id, MLLoggedModel.public_id, MLLoggedModel.step
    models: Any = select(*columns)
    live = models.where(MLLoggedModel.run_id.in_(_RUN_IDS), MLLoggedModel.deleted_at.is_(None))
    found: Select[Any] = live.order_by(MLLoggedModel.id)
    return found


def _whole() -> Select[Any]:
    has_inputs = exists().where(MLRunInput.run_id == MLRun.id)
    has_models = exists().where(MLLoggedModel.run_id == MLRun.id)
    return run_columns().add_columns(
        is_live_run().label("is_live"),
        has_inputs.label("has_inputs"),
        has_models.label("has_models"),
    )
