"""Counts of values in the first rows that a query finds."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
    union_all,
)

from mldb.models import (
    MLExperiment,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
    MLModelVersionTag,
    MLRun,
    MLRunTag,
)
from mldb.search.fields import ListType

LOOKED_AT: Final = 5_000
"""So many of the rows that a query finds are counted."""
_OF_METRICS: Final = 200
"""So many of the rows have their metrics counted: a version can have a thousand."""

_COLUMNS: Final[Mapping[ListType, Mapping[str, Any]]] = {
    ListType.MODELS: {"by": MLModel.created_by},
    ListType.VERSIONS: {
        "status": MLModelVersion.status,
        "device": MLModelVersion.device,
        "by": MLModelVersion.created_by,
    },
    ListType.RUNS: {"status": MLRun.status, "user": MLRun.user_name},
}


def values_of(ids: Select[Any], list_type: ListType) -> CompoundSelect[Any]:
    """Facet, key, value and number of rows, of each facet the `count` most frequent values.

    The facet `found` has the number of rows that are counted, at most `looked_at`.
    """
    # Read once, however many facets there are.
    columns = _COLUMNS[list_type]
    named = (column.label(name) for name, column in columns.items())
    found = ids.add_columns(*named).limit(bindparam("looked_at")).cte("found")
    parts = [_grouped("found", found, literal(""), literal(""))]
    for name in columns:
        some = select(found.c[name].label("value")).where(found.c[name] != "").subquery()
        parts.append(_grouped(name, some, literal(""), some.c.value))
    parts += [_grouped(name, some, *columns) for name, some, columns in _items(found, list_type)]
    return union_all(*(select(part.subquery()) for part in parts))


def _items(found: Any, list_type: ListType) -> list[tuple[str, Any, tuple[Any, Any]]]:
    """Name of each facet of another table, its rows, and the columns of key and value."""
    if list_type is ListType.RUNS:
        return [_tags(found, MLRunTag, MLRunTag.run_id), _experiments(found)]
    if list_type is ListType.MODELS:
        alias = _aliases(found, MLModelAlias.model_id)
        return [alias, _tags(found, MLModelTag, MLModelTag.model_id)]
    tags = _tags(found, MLModelVersionTag, MLModelVersionTag.version_id)
    return [_aliases(found, MLModelAlias.version_id), tags, _metrics(found)]


def _aliases(found: Any, owner_id: Any) -> tuple[str, Any, tuple[Any, Any]]:
    is_current = MLModelAlias.is_current.is_(True)
    named = select(MLModelAlias.name).join_from(found, MLModelAlias, owner_id == found.c.id)
    some = named.where(is_current).subquery()
    return "alias", some, (literal(""), some.c.name)


def _tags(found: Any, row_type: Any, owner_id: Any) -> tuple[str, Any, tuple[Any, Any]]:
    # A long value is no facet; its beginning would find nothing.
    pairs = select(row_type.key, row_type.value).join_from(found, row_type, owner_id == found.c.id)
    some = pairs.where(func.length(row_type.value) <= bindparam("longest")).subquery()
    return "tag", some, (some.c.key, some.c.value)


def _metrics(found: Any) -> tuple[str, Any, tuple[Any, Any]]:
    first = select(found.c.id).limit(bindparam("of_metrics", _OF_METRICS)).subquery()
    named = select(MLMetric.name).join_from(first, MLMetric, MLMetric.version_id == first.c.id)
    some = named.subquery()
    return "metric", some, (literal(""), some.c.name)


def _experiments(found: Any) -> tuple[str, Any, tuple[Any, Any]]:
    runs = select(MLExperiment.name).join_from(found, MLRun, MLRun.id == found.c.id)
    some = runs.join(MLExperiment, MLExperiment.id == MLRun.experiment_id).subquery()
    return "experiment", some, (literal(""), some.c.name)


def _grouped(facet: str, some: Any, key: Any, value: Any) -> Select[Any]:
    key, value = cast(key, Text).label("key"), cast(value, Text).label("value")
    number = func.count().label("number")
    counted = select(literal(facet).label("facet"), key, value, number).select_from(some)
    if facet == "found":
        return counted
    order = (number.desc(), key, value)
    return counted.group_by(key, value).order_by(*order).limit(bindparam("count"))
