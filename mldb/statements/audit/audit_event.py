"""Statements about audit events."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    insert,
    or_,
    select,
)

from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, MODEL, RUN, VERSION
from mldb.models import AuditEvent, MLModel
from mldb.statements.content import content_of

_OF_REGISTRY: Final = tuple(
    entity.name for entity in (MODEL, VERSION, EXPERIMENT, RUN, LOGGED_MODEL)
)


@cache
def insert_event() -> Insert:
    """Insert one event, without the ORM."""
    table: Any = AuditEvent.__table__
    return insert(table)


@cache
def newest_ids(*, of_model: bool) -> Select[Any]:
    """Ids of the newest `limit` events, of all or of the model called `model_name`."""
    newest = AuditEvent.occurred_at.desc(), AuditEvent.id.desc()
    statement = select(AuditEvent.id).order_by(*newest).limit(bindparam("limit"))
    if not of_model:
        return statement
    model_id = select(MLModel.id).where(MLModel.name == bindparam("model_name"))
    return statement.where(AuditEvent.model_id == model_id.scalar_subquery())


def reasons(action: str, ids: Mapping[str, Sequence[int]]) -> Select[Any]:
    """Entity, its id and reason of the events of this action, the oldest first.

    About those with these ids of each entity type.
    """
    about = (
        and_(AuditEvent.entity == entity, AuditEvent.entity_id.in_(of_type))
        for entity, of_type in ids.items()
    )
    columns: Any = select(AuditEvent.entity, AuditEvent.entity_id, AuditEvent.reason)
    found: Select[Any] = columns.where(or_(*about), AuditEvent.action == action)
    return found.order_by(AuditEvent.id)


@cache
def event_contents() -> Select[Any]:
    """Content of the events that an export holds, without ids; `changes` as text."""
    said = content_of(AuditEvent) | {"changes": cast(AuditEvent.changes, Text).label("changes")}
    return select(*said.values()).where(is_of_registry())


def is_of_registry() -> ColumnElement[bool]:
    """Events about what an export holds; those about accounts stay with the accounts.

    Most events are: the entity is made an expression, lest SQLite looks it up in an index and then
    sorts all events by their ids.
    """
    return AuditEvent.entity.concat("").in_(_OF_REGISTRY)
