"""The list of experiments."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select, true

from mldb.models import MLExperiment, MLExperimentTag, MLRun
from mldb.search.cursor import KeyType
from mldb.search.nodes import Query
from mldb.statements.registry.readers.pairs import json_pairs
from mldb.statements.search.condition import sql_of
from mldb.statements.search.experiment_leaf import experiment_leaf
from mldb.statements.search.listing import KEPT, Listing, Stretch, Whole

_KEYS: Final[dict[str, tuple[tuple[Any, ...], tuple[KeyType, ...]]]] = {
    "name": ((MLExperiment.name,), (str,)),
    "created": ((MLExperiment.created_at, MLExperiment.id), (datetime, int)),
    "updated": ((MLExperiment.updated_at, MLExperiment.id), (datetime, int)),
}


@lru_cache(maxsize=KEPT)
def listed_experiments(query: Query) -> Listing:
    """The experiments that the query finds; the newest first, if it doesn't say how."""
    wanted = and_(_in_scope(query), sql_of(query.condition, experiment_leaf))
    keys, types = _KEYS[query.sort.field.name if query.sort else "created"]
    is_descending = query.sort is None or query.sort.is_descending
    in_trash = select(func.count()).where(MLExperiment.deleted_at.is_not(None))
    return Listing(
        f"experiments {query!r}",
        (Stretch(experiment_columns().where(wanted), keys, types, is_descending),),
        select(MLExperiment.id).where(wanted),
        Whole(MLExperiment.id, in_trash.scalar_subquery()) if query.finds_all else None,
    )


@cache
def experiment_columns() -> Select[Any]:
    """What a list shows of an experiment.

    Not how many runs it has: to count them takes longer than all the rest, if they are many.
    """
    table: Any = MLExperiment.__table__
    tags = select(json_pairs(MLExperimentTag.key, MLExperimentTag.value)).where(
        MLExperimentTag.experiment_id == MLExperiment.id
    )
    last = (
        select(MLRun.started_at)
        .where(MLRun.experiment_id == MLExperiment.id, MLRun.deleted_at.is_(None))
        .order_by(MLRun.started_at.desc(), MLRun.id.desc())
        .limit(1)
    )
    return select(
        *table.c,
        tags.correlate(MLExperiment).scalar_subquery().label("tags"),
        last.correlate(MLExperiment).scalar_subquery().label("last_started_at"),
    )


def _in_scope(query: Query) -> ColumnElement[bool]:
    return true() if query.reaches_trash else MLExperiment.deleted_at.is_(None)
