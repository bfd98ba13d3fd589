"""The list of models."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true

from mldb.models import MLModel, MLModelActivity
from mldb.search.cursor import KeyType
from mldb.search.nodes import Query
from mldb.statements.registry.readers.listed_models import with_list_columns
from mldb.statements.search.condition import sql_of
from mldb.statements.search.listing import KEPT, Listing, Stretch, Whole
from mldb.statements.search.model_leaf import model_leaf

_KEY_TYPES: dict[str, tuple[KeyType, ...]] = {
    "name": (str,),
    "created": (datetime, int),
    "updated": (datetime, int),
    "active": (datetime, int),
}
_KEYS: dict[str, tuple[Any, ...]] = {
    "name": (MLModel.name,),
    "created": (MLModel.created_at, MLModel.id),
    "updated": (MLModel.updated_at, MLModel.id),
    "active": (MLModelActivity.active_at, MLModelActivity.model_id),
}


@lru_cache(maxsize=KEPT)
def listed_models(query: Query) -> Listing:
    """The models that the query finds, with summaries; by name, if it doesn't say how."""
    wanted = and_(_in_scope(query), sql_of(query.condition, model_leaf))
    name = query.sort.field.name if query.sort else "name"
    table: Any = MLModel.__table__
    stretch = Stretch(
        with_list_columns(select(*table.c).where(wanted), by_activity=name == "active"),
        _KEYS[name],
        _KEY_TYPES[name],
        query.sort is not None and query.sort.is_descending,
    )
    return Listing(
        f"models {query!r}",
        (stretch,),
        select(MLModel.id).where(wanted),
        Whole(MLModel.id, _in_trash()) if query.finds_all else None,
    )


def _in_trash() -> ColumnElement[int]:
    return select(func.count()).where(MLModel.deleted_at.is_not(None)).scalar_subquery()


def _in_scope(query: Query) -> ColumnElement[bool]:
    return true() if query.reaches_trash else MLModel.deleted_at.is_(None)
