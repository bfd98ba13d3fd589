"""Evaluates queries in plain Python, without the rules of any database."""

import operator
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from mldb.search.nodes import And, Comparison, Condition, Not, Operator, Or, Query, Words
from mldb.search.pattern import Pattern, folded
from mldb.values.numbers import number_of
from tests.mldb.search.random_registries import Model, Version
from tests.mldb.search.search_events import PURGED, Event

COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.GREATER: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def models_found(models: list[Model], query: Query) -> list[str]:
    """Names of the models that the query finds, in its order."""
    found = [
        model
        for model in models
        if (query.reaches_trash or not model.is_trashed)
        and holds(query.condition, partial(_of_model, model))
    ]
    sort = query.sort
    field = sort.field.name if sort else "name"
    found.sort(
        key=lambda model: (_attribute(model, field), model.id),
        reverse=sort is not None and sort.is_descending,
    )
    return [model.name for model in found]


def versions_found(
    models: list[Model], query: Query, model_name: str | None
) -> list[tuple[str, int]]:
    """Model and number of the versions that the query finds, in its order."""
    found = [
        (model, version)
        for model in models
        for version in model.versions
        if model_name in {None, model.name}
        and (query.reaches_trash or not (model.is_trashed or version.is_trashed))
        and holds(query.condition, partial(_of_version, model, version))
    ]
    return [(model.name, version.number) for model, version in _sorted(found, query)]


def events_found(events: list[Event], query: Query, model_name: str | None) -> list[int]:
    """Ids of the events that the query finds, in its order."""
    found = [
        event
        for event in events
        if model_name in {None, event.model_name if event.model_id != PURGED else ""}
        and holds(query.condition, partial(_of_event, event))
    ]
    found.sort(
        key=lambda event: (event.occurred_at, event.id),
        reverse=query.sort is None or query.sort.is_descending,
    )
    return [event.id for event in found]


def _sorted(found: list[tuple[Model, Version]], query: Query) -> Iterable[tuple[Model, Version]]:
    sort = query.sort
    if sort is None:
        return sorted(found, key=lambda pair: pair[1].id, reverse=True)
    if sort.field.name != "metric":
        return sorted(
            found,
            key=lambda pair: _version_key(pair[0], pair[1], sort.field.name),
            reverse=sort.is_descending,
        )
    having = [pair for pair in found if sort.key in pair[1].metrics]
    having.sort(
        key=lambda pair: (pair[1].metrics[str(sort.key)], pair[1].id), reverse=sort.is_descending
    )
    lacking = [pair for pair in found if sort.key not in pair[1].metrics]
    return [*having, *sorted(lacking, key=lambda pair: pair[1].id, reverse=True)]


def _version_key(model: Model, version: Version, field: str) -> tuple[Any, ...]:
    if field in {"name", "model"}:
        return model.name, version.number
    return _attribute(version, field), version.id


def holds(condition: Condition, leaf: Callable[[Words | Comparison], bool]) -> bool:
    """Whether the condition is met by what the leaf says of its parts."""
    match condition:
        case And(parts):
            return all(holds(part, leaf) for part in parts)
        case Or(parts):
            return any(holds(part, leaf) for part in parts)
        case Not(part):
            return not holds(part, leaf)
        case _:
            return leaf(condition)


def _of_model(model: Model, leaf: Words | Comparison) -> bool:
    if isinstance(leaf, Words):
        return leaf.pattern.matches(model.name) or leaf.pattern.matches(model.description)
    live = [version for version in model.versions if not version.is_trashed]
    name = leaf.field.name
    if name in {"metric", "param"}:
        return any(_has(version, name, leaf) for version in live)
    if name == "alias":
        return any(_has(version, name, leaf) for version in model.versions)
    if name == "has":
        having = {"alias": any(version.aliases for version in model.versions), "version": live}
        return bool(having.get(str(leaf.operand), _what_it_has(model, leaf)))
    if name == "is":
        return model.is_trashed
    return _has(model, name, leaf)


def _of_version(model: Model, version: Version, leaf: Words | Comparison) -> bool:
    if isinstance(leaf, Words):
        return leaf.pattern.matches(model.name) or leaf.pattern.matches(version.description)
    name = leaf.field.name
    if name in {"name", "model"}:
        return fits(model.name, leaf)
    if name == "has":
        return bool(_what_it_has(version, leaf))
    if name == "is":
        return model.is_trashed or version.is_trashed
    return _has(version, name, leaf)


def _of_event(event: Event, leaf: Words | Comparison) -> bool:
    reason = event.reason or ""
    if isinstance(leaf, Words):
        return leaf.pattern.matches(event.label) or leaf.pattern.matches(reason)
    match leaf.field.name:
        case "model":
            return event.model_name is not None and fits(event.model_name, leaf)
        case "field":
            return any(fits(field, leaf) for field in event.changes)
        case "has":
            return bool(getattr(event, str(leaf.operand)))
        case name:
            values = {
                "at": event.occurred_at,
                "by": event.actor,
                "via": event.via or "",
                "name": event.label,
                "reason": reason,
            }
            return fits(values.get(name, getattr(event, name, None)), leaf)


def _has(thing: Model | Version, name: str, leaf: Comparison) -> bool:
    match name:
        case "alias":
            assert isinstance(thing, Version)
            return any(fits(alias, leaf) for alias in thing.aliases)
        case "tag" | "metric":
            return has_item(getattr(thing, f"{name}s"), leaf)
        case "param":
            assert isinstance(thing, Version)
            return has_param(thing.params, leaf)
        case _:
            value = _attribute(thing, name)
            return value is not None and fits(value, leaf)


def _what_it_has(thing: Model | Version, leaf: Comparison) -> Any:
    names = {"description": "description", "alias": "aliases"}
    return getattr(thing, names.get(str(leaf.operand), f"{leaf.operand}s"), None)


def _attribute(thing: Model | Version, field: str) -> Any:
    match field:
        case "created" | "updated" | "active":
            return getattr(thing, f"{field}_at")
        case "by":
            return thing.created_by
        case "versions":
            assert isinstance(thing, Model)
            return len(thing.versions) + thing.purged
        case _:
            return getattr(thing, field)


def has_item(values: dict[str, Any], leaf: Comparison) -> bool:
    if leaf.key is None:
        return any(fits(name, leaf) for name in values)
    return leaf.key in values and fits(values[leaf.key], leaf)


def has_param(values: dict[str, str], leaf: Comparison) -> bool:
    """Whether one of the parameters is as wanted."""
    text = values.get(str(leaf.key))
    if text is None or not isinstance(leaf.operand, float):
        return text is not None and fits(text, leaf)
    number = number_of(text)
    return number is not None and fits(number, leaf)


def fits(value: Any, leaf: Comparison) -> bool:
    """Whether the value is as wanted."""
    if leaf.operator is Operator.EXISTS:
        return True
    if isinstance(leaf.operand, Pattern):
        return leaf.operand.matches(value)
    if isinstance(leaf.operand, str):
        value = folded(value)
    return COMPARE[leaf.operator](value, leaf.operand)
