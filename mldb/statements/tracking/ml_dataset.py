"""Statements about datasets and the runs that read them."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Select, TextClause, bindparam, select, text

from mldb.models import MLDataset

_DATASETS: Final[Any] = MLDataset.__table__


@cache
def add_datasets() -> TextClause:
    """Insert datasets of an experiment; those that exist stay as they are."""
    return text(
        "INSERT INTO ml_datasets "
        "(experiment_id, name, digest, source_type, source, schema, profile) VALUES "
        "(:experiment_id, :name, :digest, :source_type, :source, :schema, :profile) "
        "ON CONFLICT (experiment_id, name, digest) DO NOTHING"
    )


@cache
def datasets_named() -> Select[Any]:
    """Id, name and digest of datasets of an experiment."""
    return select(_DATASETS.c.id, _DATASETS.c.name, _DATASETS.c.digest).where(
        _DATASETS.c.experiment_id == bindparam("experiment_id"),
        _DATASETS.c.name.in_(bindparam("names", expanding=True)),
        _DATASETS.c.digest.in_(bindparam("digests", expanding=True)),
    )


@cache
def inputs_of_run() -> TextClause:
    """Dataset and context of the inputs of the run `run_id`."""
    return text("SELECT dataset_id, context FROM ml_run_inputs WHERE run_id = :run_id")


@cache
def add_inputs() -> TextClause:
    """Insert inputs of runs."""
    return text(
        "INSERT INTO ml_run_inputs (run_id, dataset_id, context) "
        "VALUES (:run_id, :dataset_id, :context)"
    )
