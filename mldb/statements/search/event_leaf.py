"""SQL of a query's words and fields, over audit events."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select

from mldb.models import AuditEvent
from mldb.search.nodes import Comparison, Words
from mldb.statements.before_slash import BeforeSlash
from mldb.statements.search.columns import searchable_columns
from mldb.statements.search.comparison import compared, matches

_REASON: ColumnElement[str] = func.coalesce(AuditEvent.reason, "")
_VIA: ColumnElement[str] = func.coalesce(AuditEvent.via, "")
_COLUMNS: dict[str, Any] = {
    **searchable_columns(AuditEvent),
    "via": _VIA,
    "reason": _REASON,
}


def event_leaf(condition: Words | Comparison) -> ColumnElement[bool]:
    """SQL over audit events."""
    if isinstance(condition, Words):
        return or_(
            matches(AuditEvent.label, condition.pattern),
            matches(_REASON, condition.pattern),
        )
    match condition.field.name:
        case "model":
            return _is_of_model(condition)
        case "field":
            return _has_changed(condition)
        case "has":
            return (_VIA if condition.operand == "via" else _REASON) != ""
        case name:
            return compared(_COLUMNS[name], condition.operator, condition.operand)


def _is_of_model(condition: Comparison) -> ColumnElement[bool]:
    # A purged model has no row, only events; no name of a model contains a slash.
    name = BeforeSlash(AuditEvent.label)
    named = compared(name, condition.operator, condition.operand)
    return AuditEvent.model_id.is_not(None) & named


def _has_changed(condition: Comparison) -> ColumnElement[bool]:
    # Both databases know a function of this name that gives the members of an object.
    change = func.json_each(AuditEvent.changes).table_valued("key")
    changed = compared(change.c.key, condition.operator, condition.operand)
    return exists(select(change.c.key).where(changed).correlate(AuditEvent))
