"""The lists of the trash, the last trashed first."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, MODEL, RUN, VERSION, Entity
from mldb.models import MLExperiment, MLLoggedModel, MLModel, MLModelVersion, MLRun
from mldb.statements.registry.ml_model_version import version_columns
from mldb.statements.search.listing import Listing, Stretch
from mldb.statements.tracking.ml_logged_model import logged_model_columns
from mldb.statements.tracking.ml_run import run_columns


@cache
def trashed_models() -> Listing:
    """The models in the trash."""
    table: Any = MLModel.__table__
    return _listing(MODEL, MLModel, select(*table.c))


@cache
def trashed_versions() -> Listing:
    """The versions that were moved to the trash themselves, and not with their model."""
    return _listing(VERSION, MLModelVersion, version_columns().join(MLModelVersion.model))


@cache
def trashed_experiments() -> Listing:
    """The experiments in the trash."""
    table: Any = MLExperiment.__table__
    return _listing(EXPERIMENT, MLExperiment, select(*table.c))


@cache
def trashed_runs() -> Listing:
    """The runs that were moved to the trash themselves, and not with their experiment."""
    return _listing(RUN, MLRun, run_columns())


@cache
def trashed_logged_models() -> Listing:
    """The logged models that were moved to the trash themselves, and not with their run."""
    return _listing(LOGGED_MODEL, MLLoggedModel, logged_model_columns())


def _listing(entity: Entity, row_type: Any, columns: Select[Any]) -> Listing:
    is_trashed = row_type.deleted_at.is_not(None)
    keys = (row_type.deleted_at, row_type.id)
    stretch = Stretch(columns.where(is_trashed), keys, (datetime, int), is_descending=True)
    return Listing(f"trashed {entity.plural}", (stretch,), select(row_type.id).where(is_trashed))
