"""The list of audit events, of one model or of all."""

from datetime import datetime
from functools import lru_cache
from typing import Any, TypeGuard

from sqlalchemy import ColumnElement, false, select, true

from mldb.models import AuditEvent, MLModel
from mldb.search.nodes import And, Comparison, Condition, Query, conjuncts
from mldb.statements.search.condition import sql_of
from mldb.statements.search.event_leaf import event_leaf
from mldb.statements.search.listing import KEPT, Listing, Stretch
from mldb.values.texts import is_storable


@lru_cache(maxsize=KEPT)
def listed_events(query: Query, model_name: str | None) -> Listing:
    """The events that the query finds, about the model of this name or about everything.

    The newest first, if it doesn't say how.
    """
    parts = tuple(conjuncts(query.condition))
    of_time = tuple(part for part in parts if _is_of_time(part))
    others = And(tuple(part for part in parts if not _is_of_time(part)))
    table: Any = AuditEvent.__table__
    scope = _in_scope(model_name)
    stretch = Stretch(
        select(*table.c).where(scope, sql_of(others, event_leaf)),
        (AuditEvent.occurred_at, AuditEvent.id),
        (datetime, int),
        query.sort is None or query.sort.is_descending,
        of_time,
    )
    ids = select(AuditEvent.id).where(scope, sql_of(query.condition, event_leaf))
    return Listing(f"events {model_name!r} {query!r}", (stretch,), ids)


def _is_of_time(part: Condition) -> TypeGuard[Comparison]:
    return isinstance(part, Comparison) and part.field.name == "at"


def _in_scope(model_name: str | None) -> ColumnElement[bool]:
    if model_name is None:
        return true()
    if not is_storable(model_name):
        return false()
    model_id = select(MLModel.id).where(MLModel.name == model_name)
    return AuditEvent.model_id == model_id.scalar_subquery()
