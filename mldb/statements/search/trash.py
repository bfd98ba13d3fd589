"""The lists of the trash, the last trashed first."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from mldb.catalogue import EXPERIMENT, MODEL, RUN, VERSION, Entity
from mldb.models import MLExperiment, MLModel, MLModelVersion, MLRun
from mldb.statements.search.listing import Listing, Stretch
from mldb.statements.tracking.ml_run import run_columns


@cache
def trashed_models() -> Listing:
    """The models in the trash."""
    table: Any = MLModel.__table__
    return _listing(MODEL, MLModel, select(*table.c))


@cache
def trashed_versions() -> Listing:
    """The versions that were moved to the trash themselves, and not with their model."""
    table: Any = MLModelVersion.__table__
    columns = select(*table.c, MLModel.name.label("model_name")).join(MLModelVersion.model)
    return _listing(VERSION, MLModelVersion, columns)


@cache
def trashed_experiments() -> Listing:
    """The experiments in the trash."""
    table: Any = MLExperiment.__table__
    return _listing(EXPERIMENT, MLExperiment, select(*table.c))


@cache
def trashed_runs() -> Listing:
    """The runs that were moved to the trash themselves, and not with their experiment."""
    return _listing(RUN, MLRun, run_columns())


def _listing(entity: Entity, row_type: Any, columns: Select[Any]) -> Listing:
    is_trashed = row_type.deleted_at.is_not(None)
    keys = (row_type.deleted_at, row_type.id)
    stretch = Stretch(columns.where(is_trashed), keys, (datetime, int), is_descending=True)
    return Listing(f"trashed {entity.plural}", (stretch,), select(row_type.id).where(is_trashed))
