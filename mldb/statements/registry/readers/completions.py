"""Existing names and values that a query can be completed with, each read within bounds."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select, union_all

from mldb.models import (
    AuditEvent,
    MLDataset,
    MLExperiment,
    MLExperimentTag,
    MLMetricSeries,
    MLModel,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
    MLRun,
    MLRunParam,
    MLRunTag,
    StaffUser,
)
from mldb.search.completion import Names
from mldb.search.fields import ListType
from mldb.statements.registry.readers.item_names import live_names, names_along_index
from mldb.statements.registry.readers.items import ITEMS
from mldb.statements.search.fold import folded

_ITEMS: Final = {Names.METRICS: "metrics", Names.PARAMS: "params", Names.TAGS: "tags"}
_OF_RUNS: Final[Mapping[Names, Any]] = {
    Names.METRICS: MLMetricSeries.name,
    Names.PARAMS: MLRunParam.name,
    Names.TAGS: MLRunTag.key,
}
_LISTED: Final[Mapping[Names, Any]] = {Names.MODELS: MLModel, Names.EXPERIMENTS: MLExperiment}
_TAGS: Final[Mapping[ListType, Any]] = {
    ListType.MODELS: MLModelTag,
    ListType.VERSIONS: MLModelVersionTag,
    ListType.EXPERIMENTS: MLExperimentTag,
}
_EVENTS: Final = 2_000
"""The newest events, whose actors are known."""


@cache
def along_index(names: Names, list_type: ListType) -> Select[str] | None:
    """The first `count` names from `low` to before `high`; None: no index begins with them.

    One lookup for each name, however often it occurs.
    """
    if names in _LISTED:
        row_type = _LISTED[names]
        name = row_type.name
        named = select(name.label("name")).where(_between(name), row_type.deleted_at.is_(None))
        return named.order_by(name).limit(bindparam("count"))
    if list_type is ListType.RUNS:
        return _along_index_of_runs(names)
    is_of_version = list_type is ListType.VERSIONS or names is not Names.TAGS
    if names in _ITEMS and is_of_version and list_type in {ListType.VERSIONS, ListType.MODELS}:
        item_type = _ITEMS[names]
        name = _name_of_item(item_type)
        found = live_names(item_type, _between(name)).subquery()
        return select(found.c.name).order_by(found.c.name)
    return None


def _along_index_of_runs(names: Names) -> Select[str] | None:
    if names in _OF_RUNS:
        name = _OF_RUNS[names]
        found = names_along_index(_ITEMS[names], name, _between(name))
        return select(found.c.name).where(found.c.name.is_not(None)).order_by(found.c.name)
    if names is Names.USERS:
        return _spelt(MLRun.user_start, MLRun.user_name, MLRun.user_start != "")
    if names is Names.TAG_VALUES:
        return _spelt(MLRunTag.value_start, MLRunTag.value, MLRunTag.key == bindparam("key"))
    if names is Names.PARAM_VALUES:
        return _spelt(MLRunParam.value_start, MLRunParam.value, MLRunParam.name == bindparam("key"))
    return None


def _spelt(start: Any, text: Any, condition: ColumnElement[bool]) -> Select[str]:
    """Of each beginning in an index one text that has it, as somebody wrote it."""
    found = names_along_index("values", start, condition, _between(start))
    one = select(text).where(condition, start == found.c.name).limit(1).scalar_subquery()
    return select(one.label("name")).where(found.c.name.is_not(None)).order_by(found.c.name)


@cache
def of_newest_versions(names: Names) -> Select[str]:
    """The first `count` names of the items of the newest `versions` of the model `model_name`."""
    row_type, named = ITEMS[_ITEMS[names]]
    newest = (
        select(MLModelVersion.id)
        .join(MLModelVersion.model)
        .where(MLModel.name == bindparam("model_name"), MLModelVersion.deleted_at.is_(None))
        .order_by(MLModelVersion.number.desc())
        .limit(bindparam("versions"))
    )
    # Concatenated, lest SQLite walks along the names of the whole registry.
    name = getattr(row_type, named).concat("").label("name")
    found = select(name).distinct().where(row_type.version_id.in_(newest))
    return found.order_by(name).limit(bindparam("count"))


@cache
def with_part(names: Names) -> Select[str] | None:
    """The first `count` names that are like `part`, of the first `looked_at`; None as above."""
    if names not in _LISTED:
        return None
    row_type = _LISTED[names]
    some = (
        select(row_type.name, row_type.deleted_at)
        .order_by(row_type.name)
        .limit(bindparam("looked_at"))
        .subquery()
    )
    is_like = folded(some.c.name).like(bindparam("part"), escape="\\")
    found = select(some.c.name).where(some.c.deleted_at.is_(None), is_like)
    return found.order_by(some.c.name).limit(bindparam("count"))


@cache
def most_frequent(names: Names, list_type: ListType) -> Select[Any] | None:
    """The `count` most frequent names of the first `looked_at` rows, with the number of these."""
    source = _actors() if names is Names.PEOPLE else _frequent(names, list_type)
    if source is None:
        return None
    some = source.limit(bindparam("looked_at")).subquery()
    number = func.count().label("number")
    counted = select(some.c.name, number).group_by(some.c.name)
    return counted.order_by(number.desc(), some.c.name).limit(bindparam("count"))


def _actors() -> Select[str]:
    """Who can log in, and who changed something lately: a person who left, or an import."""
    newest = select(AuditEvent.actor.label("name")).order_by(AuditEvent.id.desc()).limit(_EVENTS)
    staff = select(StaffUser.username.label("name"))
    return select(union_all(staff, select(newest.subquery())).subquery().c.name)


def _frequent(names: Names, list_type: ListType) -> Select[Any] | None:
    key: Any = bindparam("key")
    tag = _TAGS.get(list_type)
    if names is Names.ALIASES:
        return select(MLModelAlias.name.label("name")).where(MLModelAlias.is_current.is_(True))
    if names is Names.DATASETS:
        return select(MLDataset.name.label("name"))
    if names is Names.PARAM_VALUES:
        value = select(MLModelVersionParam.value.label("name"))
        return value.where(MLModelVersionParam.name == key)
    if tag is not None and names is Names.TAGS:
        return select(tag.key.label("name"))
    if tag is not None and names is Names.TAG_VALUES:
        return select(tag.value.label("name")).where(tag.key == key, tag.value != "")
    return None


def _name_of_item(item_type: str) -> Any:
    row_type, named = ITEMS[item_type]
    return getattr(row_type, named)


def _between(name: Any) -> ColumnElement[bool]:
    return and_(name >= bindparam("low"), name < bindparam("high"))
