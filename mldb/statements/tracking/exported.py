"""Experiments, runs and what they logged as rows of an export, including those in the trash."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from mldb.models import (
    MLDataset,
    MLExperiment,
    MLExperimentTag,
    MLLoggedModel,
    MLLoggedModelMetric,
    MLLoggedModelParam,
    MLLoggedModelTag,
    MLMetricChunk,
    MLMetricSeries,
    MLRun,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.statements.content import exported_columns

_EXPERIMENT = MLExperiment.name.label("experiment")
_RUN = MLRun.public_id.label("run")
_LOGGED_MODEL = MLLoggedModel.public_id.label("logged_model")


def experiments() -> Select[Any]:
    """Experiments."""
    return select(*exported_columns(MLExperiment).values()).order_by(MLExperiment.id)


def experiment_tags() -> Select[Any]:
    """Tags on experiments."""
    columns = exported_columns(MLExperimentTag).values()
    found = select(_EXPERIMENT, *columns).join_from(MLExperimentTag, MLExperiment)
    return found.order_by(MLExperimentTag.id)


def runs() -> Select[Any]:
    """Runs, with the name of their experiment and the public id of their parent."""
    parent = aliased(MLRun)
    columns = exported_columns(MLRun).values()
    found = select(*columns, _EXPERIMENT, parent.public_id.label("parent"))
    joined = found.join_from(MLRun, MLExperiment, MLExperiment.id == MLRun.experiment_id)
    return joined.outerjoin(parent, parent.id == MLRun.parent_id).order_by(MLRun.id)


def run_params() -> Select[Any]:
    """Parameters of runs."""
    return _of_run(MLRunParam).order_by(MLRunParam.run_id, MLRunParam.name)


def run_tags() -> Select[Any]:
    """Tags on runs."""
    return _of_run(MLRunTag).order_by(MLRunTag.run_id, MLRunTag.key)


def datasets() -> Select[Any]:
    """Datasets."""
    columns = exported_columns(MLDataset).values()
    return select(_EXPERIMENT, *columns).join_from(MLDataset, MLExperiment).order_by(MLDataset.id)


def run_inputs() -> Select[Any]:
    """Inputs of runs."""
    dataset = (MLDataset.name.label("dataset"), MLDataset.digest)
    key = (MLRunInput.run_id, MLRunInput.dataset_id, MLRunInput.context)
    found = select(_RUN, *dataset, *exported_columns(MLRunInput).values())
    joined = found.join_from(MLRunInput, MLRun, MLRun.id == MLRunInput.run_id)
    return joined.join(MLDataset, MLDataset.id == MLRunInput.dataset_id).order_by(*key)


def chunks() -> Select[str, str, bytes]:
    """Run, metric and encoded points of all chunks."""
    found = select(_RUN, MLMetricSeries.name, MLMetricChunk.points)
    joined = found.join_from(MLMetricChunk, MLMetricSeries)
    return joined.join(MLRun, MLRun.id == MLMetricSeries.run_id).order_by(MLMetricChunk.id)


def tails() -> Select[str, str, bytes]:
    """Run, metric and encoded points of the tails of series; a tail can be empty."""
    found = select(_RUN, MLMetricSeries.name, MLMetricSeries.tail.label("points"))
    joined = found.join_from(MLMetricSeries, MLRun, MLRun.id == MLMetricSeries.run_id)
    return joined.order_by(MLMetricSeries.id)


def logged_models() -> Select[Any]:
    """Logged models, with the name of their experiment and the public id of their run."""
    columns = exported_columns(MLLoggedModel).values()
    found = select(*columns, _EXPERIMENT, _RUN)
    joined = found.join_from(
        MLLoggedModel, MLExperiment, MLExperiment.id == MLLoggedModel.experiment_id
    )
    return joined.outerjoin(MLRun, MLRun.id == MLLoggedModel.run_id).order_by(MLLoggedModel.id)


def logged_model_params() -> Select[Any]:
    """Parameters of logged models."""
    return _of_logged_model(MLLoggedModelParam)


def logged_model_tags() -> Select[Any]:
    """Tags on logged models."""
    return _of_logged_model(MLLoggedModelTag)


def logged_model_metrics() -> Select[Any]:
    """Metrics of logged models; a value that is NULL is NaN."""
    return _of_logged_model(MLLoggedModelMetric)


def _of_run(row_type: Any) -> Select[Any]:
    return select(_RUN, *exported_columns(row_type).values()).join_from(row_type, MLRun)


def _of_logged_model(row_type: Any) -> Select[Any]:
    columns = exported_columns(row_type).values()
    found = select(_LOGGED_MODEL, *columns).join_from(row_type, MLLoggedModel)
    return found.order_by(*row_type.__table__.primary_key.columns)
