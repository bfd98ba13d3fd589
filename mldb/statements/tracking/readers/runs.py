"""Statements about runs and what they logged."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    func,
    literal,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from mldb.models import (
    MLDataset,
    MLLoggedModel,
    MLMetricSeries,
    MLModelVersion,
    MLRun,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.statements.registry.ml_model_version import live_version_columns
from mldb.statements.registry.readers.items import literal_type
from mldb.statements.search.fold import folded
from mldb.statements.tracking.ml_logged_model import logged_model_columns
from mldb.statements.tracking.ml_run import is_live_run, run_columns
from mldb.values.enums import RunStatus

PARENTS_LIMIT: Final = 100
"""No sensible nesting is as deep."""

_START_LENGTH: Final = 1_000
_RUN_IDS: Final[Any] = bindparam("run_ids", expanding=True)
_COUNT: Final[Any] = bindparam("count")
_TEXTS: Final[tuple[tuple[str, Any, Any], ...]] = (
    ("params", MLRunParam, MLRunParam.name),
    ("tags", MLRunTag, MLRunTag.key),
)


@cache
def run_by_public_id() -> Select[Any]:
    """Columns of the live run with this `public_id`."""
    return run_columns().where(MLRun.public_id == bindparam("public_id"), is_live_run())


@cache
def runs_by_public_ids() -> Select[Any]:
    """Columns of the live runs with these `public_ids`, in no order."""
    public_ids: Any = bindparam("public_ids", expanding=True)
    return run_columns().where(MLRun.public_id.in_(public_ids), is_live_run())


@cache
def running() -> Select[Any]:
    """Columns of the live runs that are running, the last started first, at most `count`."""
    last_started = MLRun.started_at.desc(), MLRun.id.desc()
    running = run_columns().where(MLRun.status == RunStatus.RUNNING, is_live_run())
    return running.order_by(*last_started).limit(_COUNT)


@cache
def texts_of(*, is_filtered: bool = False) -> CompoundSelect[Any]:
    """`params` or `tags`, run, name and value: of each the first `count` by name.

    Filtered: only those whose folded names are like `pattern`.
    """
    parts = []
    for item_type, row_type, name in _TEXTS:
        some = (
            select(row_type.run_id, name.label("name"), row_type.value)
            .where(row_type.run_id.in_(_RUN_IDS), *_like(name, is_filtered=is_filtered))
            .order_by(name, row_type.run_id)
            .limit(_COUNT)
            .subquery()
        )
        parts.append(select(literal_type(item_type), some.c.run_id, some.c.name, some.c.value))
    return union_all(*parts)


@cache
def named_texts_of() -> CompoundSelect[Any]:
    """Like `texts_of`, of the names in the list parameters `params` and `tags`."""
    return union_all(
        *(
            select(
                literal_type(item_type), row_type.run_id, name.label("name"), row_type.value
            ).where(row_type.run_id.in_(_RUN_IDS), name.in_(bindparam(item_type, expanding=True)))
            for item_type, row_type, name in _TEXTS
        )
    )


@cache
def statistics_of(*, is_filtered: bool = False) -> Select[Any]:
    """Run, name and statistics of the metrics of `run_ids`: the first `count` by name.

    Filtered: only those whose folded names are like `pattern`.
    """
    by_name = MLMetricSeries.name, MLMetricSeries.run_id
    some = _statistics().where(*_like(MLMetricSeries.name, is_filtered=is_filtered))
    return some.order_by(*by_name).limit(_COUNT)


@cache
def named_statistics_of() -> Select[Any]:
    """Run, name and statistics of the metrics of these `names`."""
    return _statistics().where(MLMetricSeries.name.in_(bindparam("names", expanding=True)))


def _like(name: Any, *, is_filtered: bool) -> list[ColumnElement[bool]]:
    return [folded(name).like(bindparam("pattern"), escape="\\")] if is_filtered else []


def _statistics() -> Select[Any]:
    table: Any = MLMetricSeries.__table__
    values = (table.c[f"{statistic}_value"] for statistic in ("last", "min", "max"))
    return select(table.c.run_id, table.c.name, *values).where(table.c.run_id.in_(_RUN_IDS))


@cache
def items_of(item_type: str) -> Select[str, str]:
    """Name and value of `params` or `tags` of the live run `public_id`, by name.

    Those behind the name `after` whose folded names are like `pattern`, at most `count`.
    """
    row_type, name = next((row_type, name) for one, row_type, name in _TEXTS if one == item_type)
    items = select(name, row_type.value).join(MLRun, MLRun.id == row_type.run_id)
    items = items.join(MLRun.experiment).where(
        MLRun.public_id == bindparam("public_id"),
        name > bindparam("after"),
        folded(name).like(bindparam("pattern"), escape="\\"),
        is_live_run(),
    )
    return items.order_by(name).limit(_COUNT)


@cache
def run_state() -> Select[Any]:
    """The `id` of a live run by `public_id`, and numbers that change with what belongs to it.

    What is only added is counted; of the rest the changes are.
    """
    series: Any = MLMetricSeries.__table__
    child = aliased(MLRun)
    numbers = {
        "series": select(func.count()).select_from(series).where(series.c.run_id == MLRun.id),
        "points": select(func.sum(series.c["count"])).where(series.c.run_id == MLRun.id),
        "params": select(func.count()).select_from(MLRunParam).where(MLRunParam.run_id == MLRun.id),
        "inputs": select(func.count()).select_from(MLRunInput).where(MLRunInput.run_id == MLRun.id),
        "models": select(func.sum(MLLoggedModel.row_version)).where(
            MLLoggedModel.run_id == MLRun.id
        ),
        "versions": select(func.sum(MLModelVersion.row_version)).where(
            MLModelVersion.run_id == MLRun.id
        ),
        "children": select(func.sum(child.row_version)).where(child.parent_id == MLRun.id),
    }
    counted = (number.scalar_subquery().label(name) for name, number in numbers.items())
    state = select(MLRun.id, MLRun.row_version, *counted).join(MLRun.experiment)
    return state.where(MLRun.public_id == bindparam("public_id"), is_live_run())


@cache
def starts_of_tags() -> Select[str, str, int]:
    """Key, beginning of the value, and its length, of the tags of the run `run_id`, by key."""
    value = MLRunTag.value
    tags = select(MLRunTag.key, func.substr(value, 1, _START_LENGTH), func.length(value))
    return tags.where(MLRunTag.run_id == bindparam("run_id")).order_by(MLRunTag.key)


def starts_of(tags: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """What `starts_of_tags` finds, of tags that are known already."""
    return [(key, value[:_START_LENGTH], len(value)) for key, value in tags]


@cache
def inputs_of() -> Select[str, str, str, str, str]:
    """Datasets of the run `run_id` by name, with what it read them for, at most `count`."""
    columns = select(
        MLDataset.name,
        MLDataset.digest,
        MLRunInput.context,
        MLDataset.source_type,
        MLDataset.source,
    )
    inputs = columns.join(MLRunInput, MLRunInput.dataset_id == MLDataset.id)
    inputs = inputs.where(MLRunInput.run_id == bindparam("run_id"))
    by_name = MLDataset.name, MLDataset.digest, MLRunInput.context
    return inputs.order_by(*by_name).limit(_COUNT)


@cache
def children_of() -> Select[str, str, str]:
    """Id, name and status of the live runs whose parent is `run_id`, at most `count`."""
    children = select(MLRun.public_id, MLRun.name, MLRun.status).join(MLRun.experiment)
    children = children.where(MLRun.parent_id == bindparam("run_id"), is_live_run())
    return children.order_by(MLRun.id.desc()).limit(_COUNT)


@cache
def parents_of() -> Select[str, str, str]:
    """Id, name and status of the live runs above `parent_id` and of that run, nearest first."""
    run: Any = MLRun.__table__
    nearest: Any = bindparam("parent_id", type_=run.c.id.type)
    above: Any = select(nearest.label("id"), literal(1).label("depth"))
    above = above.cte("above", recursive=True)
    higher = select(run.c.parent_id, above.c.depth + 1).join(above, above.c.id == run.c.id)
    higher = higher.where(run.c.parent_id.is_not(None), above.c.depth < PARENTS_LIMIT)
    above = above.union_all(higher)
    parents = select(MLRun.public_id, MLRun.name, MLRun.status).join(MLRun.experiment)
    parents = parents.join(above, above.c.id == MLRun.id).where(is_live_run())
    return parents.order_by(above.c.depth)


@cache
def logged_models_of() -> Select[Any]:
    """Columns of the live models that the run `run_id` saved, the newest first, at most `count`."""
    models = logged_model_columns().where(
        MLLoggedModel.run_id == bindparam("run_id"),
        MLLoggedModel.deleted_at.is_(None),
    )
    return models.order_by(MLLoggedModel.id.desc()).limit(_COUNT)


@cache
def versions_from() -> Select[Any]:
    """Columns of the live versions from the run `run_id`, the newest first, at most `count`."""
    run_id: Any = bindparam("run_id")
    logged = select(MLLoggedModel.id).where(MLLoggedModel.run_id == run_id)
    # Two lookups by an index: one condition of both would go through all versions.
    ids = union(
        select(MLModelVersion.id).where(MLModelVersion.run_id == run_id),
        select(MLModelVersion.id).where(MLModelVersion.logged_model_id.in_(logged)),
    )
    versions = live_version_columns().where(MLModelVersion.id.in_(ids))
    return versions.order_by(MLModelVersion.id.desc()).limit(_COUNT)
