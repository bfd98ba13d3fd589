"""Statements that read what belongs together: columns only."""

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Double,
    Integer,
    Select,
    String,
    Text,
    bindparam,
    exists,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from mldb.models import (
    AuditEvent,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)
from mldb.rules.overview import NAMES_LIMIT

ITEMS: Final[dict[str, tuple[Any, str]]] = {
    "metrics": (MLMetric, "name"),
    "params": (MLModelVersionParam, "name"),
    "tags": (MLModelVersionTag, "key"),
}
"""What a version has by name: the table, and the column that holds the name."""

_LABEL: Final = MLModel.name.concat("/").concat(MLModelVersion.number.cast(String))
_NO_NUMBER: Final = null().cast(Double).label("number")
_NO_TEXT: Final = null().cast(Text).label("text")


@cache
def items_of_versions(
    kinds: frozenset[str],
) -> CompoundSelect[str, int | None, str, float | None, str | None]:
    """Kind, version, name, number and text of what belongs to `version_ids`.

    Their `aliases`, and of these kinds the items whose names are in the list named after it.
    """
    version_ids: Any = bindparam("version_ids", expanding=True)
    items = (
        select(
            _word(kind),
            row_type.version_id,
            getattr(row_type, name),
            row_type.value if kind == "metrics" else _NO_NUMBER,
            _NO_TEXT if kind == "metrics" else row_type.value,
        ).where(
            row_type.version_id.in_(version_ids),
            # Concatenated, the name is no use for an index: without statistics SQLite would go
            # through everything of that name rather than through what a few versions have.
            getattr(row_type, name).concat("").in_(bindparam(kind, expanding=True)),
        )
        for kind, (row_type, name) in ITEMS.items()
        if kind in kinds
    )
    return union_all(_aliases(), *items)


def _aliases() -> Select[Any]:
    return select(
        _word("aliases"),
        MLModelAlias.version_id,
        MLModelAlias.name.label("name"),
        _NO_NUMBER,
        _NO_TEXT,
    ).where(
        MLModelAlias.version_id.in_(bindparam("version_ids", expanding=True)),
        MLModelAlias.is_current.is_(True),
    )


def _word(text: str) -> Any:
    return literal_column(f"'{text}'", String).label("kind")


@cache
def all_items_of_versions() -> CompoundSelect[str, int | None, str, float | None, str | None]:
    """As `items_of_versions`, of all names: of each kind the first `count` items by name."""
    version_ids: Any = bindparam("version_ids", expanding=True)
    parts = [_aliases()]
    for kind, (row_type, name) in ITEMS.items():
        column = getattr(row_type, name)
        some = (
            select(row_type.version_id, column.label("name"), row_type.value)
            .where(row_type.version_id.in_(version_ids))
            .order_by(column, row_type.version_id)
            .limit(bindparam("count"))
            .subquery()
        )
        parts.append(
            select(
                _word(kind),
                some.c.version_id,
                some.c.name,
                some.c.value if kind == "metrics" else _NO_NUMBER,
                _NO_TEXT if kind == "metrics" else some.c.value,
            )
        )
    return union_all(*parts)


@cache
def model_ids() -> Select[str, int]:
    """Name and id of the live models with one of the `names`."""
    return select(MLModel.name, MLModel.id).where(
        MLModel.name.in_(bindparam("names", expanding=True)), MLModel.deleted_at.is_(None)
    )


@cache
def versions_by_label() -> Select[Any]:
    """Columns of the live versions that `labels` name (`model/number`), and how they are ranked."""
    table: Any = MLModelVersion.__table__
    return (
        select(
            *table.c,
            MLModel.name.label("model_name"),
            MLModel.primary_metric,
            MLModel.primary_metric_goal,
        )
        .join(MLModelVersion.model)
        .where(
            # The names first, which an index finds; then the pairs of name and number.
            MLModel.name.in_(bindparam("names", expanding=True)),
            MLModelVersion.number.in_(bindparam("numbers", expanding=True)),
            _LABEL.in_(bindparam("labels", expanding=True)),
            MLModel.deleted_at.is_(None),
            MLModelVersion.deleted_at.is_(None),
        )
    )


@cache
def whereabouts() -> CompoundSelect[str, int, str, int, datetime | None, datetime | None]:
    """Kind, id and label of those of `model_ids` and `version_ids` that exist.

    With the id of the model, and since when the model and the thing itself lie in the trash.
    """
    models = select(
        _word("model"),
        MLModel.id,
        MLModel.name,
        MLModel.id,
        MLModel.deleted_at,
        MLModel.deleted_at,
    )
    versions = select(
        _word("version"),
        MLModelVersion.id,
        _LABEL,
        MLModel.id,
        MLModel.deleted_at,
        MLModelVersion.deleted_at,
    ).join(MLModelVersion.model)
    return union_all(
        models.where(MLModel.id.in_(bindparam("model_ids", expanding=True))),
        versions.where(MLModelVersion.id.in_(bindparam("version_ids", expanding=True))),
    )


@cache
def events_of_version() -> Select[Any]:
    """Columns of the newest `count` events about the version `version_id`."""
    table: Any = AuditEvent.__table__
    about = (AuditEvent.entity == "version", AuditEvent.entity_id == bindparam("version_id"))
    return select(*table.c).where(*about).order_by(AuditEvent.id.desc()).limit(bindparam("count"))


@cache
def trend() -> Select[int, float, Any]:
    """Number, value and time of the newest `count` live versions of `model_id` with a metric.

    Of those below the number `before`.
    """
    return (
        select(MLModelVersion.number, MLMetric.value, MLModelVersion.created_at)
        .join(MLMetric, MLMetric.version_id == MLModelVersion.id)
        .where(
            MLModelVersion.model_id == bindparam("model_id"),
            MLModelVersion.number < bindparam("before"),
            MLModelVersion.deleted_at.is_(None),
            # Concatenated for the same reason as in `items_of_versions`.
            MLMetric.name.concat("") == bindparam("metric"),
        )
        .order_by(MLModelVersion.number.desc())
        .limit(bindparam("count"))
    )


@cache
def names_of_versions() -> CompoundSelect[str, str]:
    """Kind and name of items of `version_ids`, in order: one more than `NAMES_LIMIT` of each."""
    version_ids: Any = bindparam("version_ids", expanding=True)
    parts = []
    for kind, (row_type, name) in ITEMS.items():
        column = getattr(row_type, name).label("name")
        named = select(_word(kind), column).distinct()
        some = named.where(row_type.version_id.in_(version_ids)).order_by(column)
        parts.append(select(some.limit(NAMES_LIMIT + 1).subquery()))
    return union_all(*parts).order_by("kind", "name")


@cache
def names_of_model(kinds: frozenset[str]) -> CompoundSelect[str, str] | Select[Any]:
    """Kind and name of what live versions of `model_id` have, by name: `count` of each kind."""
    parts = []
    for kind, (row_type, named) in ITEMS.items():
        if kind not in kinds:
            continue
        # Concatenated, lest SQLite walks along the names of the whole registry.
        name = getattr(row_type, named).concat("").label("name")
        some = (
            select(_word(kind), name)
            .distinct()
            .join(MLModelVersion, MLModelVersion.id == row_type.version_id)
            .where(
                MLModelVersion.model_id == bindparam("model_id"),
                MLModelVersion.deleted_at.is_(None),
            )
            .order_by(name)
            .limit(bindparam("count"))
        )
        parts.append(select(some.subquery()))
    return union_all(*parts).order_by("kind", "name")


@cache
def names_of_all() -> CompoundSelect[str, str]:
    """Kind and name of what live versions have, by name: `count` of each kind.

    From name to name along an index: it takes a look for each name, not one for each value.
    """
    parts = [select(_names_of_index(kind).subquery()) for kind in ITEMS]
    return union_all(*parts).order_by("kind", "name")


def _names_of_index(kind: str) -> Select[Any]:
    """Recursive: the first name, then each time the first one behind it."""
    row_type, named = ITEMS[kind]
    name = getattr(row_type, named)
    first = select(func.min(name).label("name"), literal_column("1", Integer).label("place"))
    found = first.cte(f"names_of_{kind}", recursive=True)
    behind = select(func.min(name)).where(name > found.c.name).scalar_subquery()
    is_wanted = (found.c.name.is_not(None), found.c.place < bindparam("count"))
    found = found.union_all(select(behind, found.c.place + 1).where(*is_wanted))
    is_live = (
        select(row_type.id)
        .join(MLModelVersion, MLModelVersion.id == row_type.version_id)
        .join(MLModelVersion.model)
        .where(
            name == found.c.name,
            MLModelVersion.deleted_at.is_(None),
            MLModel.deleted_at.is_(None),
        )
    )
    return select(_word(kind), found.c.name).where(found.c.name.is_not(None), exists(is_live))


@cache
def version_by_number() -> Select[Any]:
    """Columns of the live version `version_number` of the live model `model_name`."""
    table: Any = MLModelVersion.__table__
    return (
        select(*table.c, MLModel.name.label("model_name"))
        .join(MLModelVersion.model)
        .where(
            MLModel.name == bindparam("model_name"),
            MLModel.deleted_at.is_(None),
            MLModelVersion.number == bindparam("version_number"),
            MLModelVersion.deleted_at.is_(None),
        )
    )
