"""The lists of the trash, the last trashed first."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, or_, select

from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, MODEL, RUN, VERSION, Entity
from mldb.models import MLExperiment, MLLoggedModel, MLModel, MLModelVersion, MLRun
from mldb.search.pattern import pattern_of
from mldb.statements.registry.ml_model_version import version_columns
from mldb.statements.registry.readers.versions import LABEL
from mldb.statements.search.comparison import matches
from mldb.statements.search.listing import KEPT, Listing, Stretch
from mldb.statements.tracking.ml_logged_model import logged_model_columns
from mldb.statements.tracking.ml_run import run_columns


@lru_cache(maxsize=KEPT)
def trashed_models(containing: str) -> Listing:
    """The models in the trash with this text in their name, or trashed by the person it names."""
    table: Any = MLModel.__table__
    columns = select(*table.c)
    return _listing(MODEL, MLModel, columns, select(MLModel.id), (MLModel.name,), containing)


@lru_cache(maxsize=KEPT)
def trashed_versions(containing: str) -> Listing:
    """The versions that were moved to the trash themselves, and not with their model."""
    columns = version_columns().join(MLModelVersion.model)
    ids = select(MLModelVersion.id).join(MLModelVersion.model)
    return _listing(VERSION, MLModelVersion, columns, ids, (LABEL,), containing)


@lru_cache(maxsize=KEPT)
def trashed_experiments(containing: str) -> Listing:
    """The experiments in the trash."""
    table: Any = MLExperiment.__table__
    ids, named = select(MLExperiment.id), (MLExperiment.name,)
    return _listing(EXPERIMENT, MLExperiment, select(*table.c), ids, named, containing)


@lru_cache(maxsize=KEPT)
def trashed_runs(containing: str) -> Listing:
    """The runs that were moved to the trash themselves, and not with their experiment."""
    named = (MLRun.name, MLRun.public_id)
    return _listing(RUN, MLRun, run_columns(), select(MLRun.id), named, containing)


@lru_cache(maxsize=KEPT)
def trashed_logged_models(containing: str) -> Listing:
    """The logged models that were moved to the trash themselves, and not with their run."""
    named = (MLLoggedModel.name, MLLoggedModel.public_id)
    columns, ids = logged_model_columns(), select(MLLoggedModel.id)
    return _listing(LOGGED_MODEL, MLLoggedModel, columns, ids, named, containing)


def _listing(
    entity: Entity,
    row_type: Any,
    columns: Select[Any],
    ids: Select[Any],
    named: tuple[Any, ...],
    containing: str,
) -> Listing:
    is_wanted = row_type.deleted_at.is_not(None)
    if containing:
        pattern = pattern_of(containing, is_quoted=True, anywhere=True)
        # Part of a person's name would find what others trashed, too.
        person = matches(row_type.deleted_by, pattern_of(containing, is_quoted=True))
        is_wanted &= or_(person, *(matches(column, pattern) for column in named))
    keys = (row_type.deleted_at, row_type.id)
    stretch = Stretch(columns.where(is_wanted), keys, (datetime, int), is_descending=True)
    name = f"trashed {entity.plural} {containing!r}" if containing else f"trashed {entity.plural}"
    return Listing(name, (stretch,), ids.where(is_wanted))
