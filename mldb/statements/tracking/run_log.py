"""Statements about what runs log: parameters, tags, inputs, and the runs themselves."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Select, TextClause, bindparam, delete, select, text
from sqlalchemy.sql.dml import ReturningDelete

from mldb.models import MLExperiment, MLRun, MLRunParam, MLRunTag

# Tables instead of classes: the ORM would handle every row once more.
_RUNS: Final[Any] = MLRun.__table__
_EXPERIMENTS: Final[Any] = MLExperiment.__table__
_PARAMS: Final[Any] = MLRunParam.__table__
_TAGS: Final[Any] = MLRunTag.__table__


@cache
def locked_runs() -> Select[Any]:
    """The runs `public_ids` in the order of their ids, locked against other writers."""
    return (
        select(
            _RUNS.c.id,
            _RUNS.c.public_id,
            _RUNS.c.experiment_id,
            _RUNS.c.status,
            _RUNS.c.deleted_at,
            _EXPERIMENTS.c.deleted_at.label("experiment_deleted_at"),
            _EXPERIMENTS.c.name.label("experiment_name"),
        )
        .join(_EXPERIMENTS, _EXPERIMENTS.c.id == _RUNS.c.experiment_id)
        .where(_RUNS.c.public_id.in_(bindparam("public_ids", expanding=True)))
        .order_by(_RUNS.c.id)
        .with_for_update(of=_RUNS, key_share=True)
    )


@cache
def params_of_runs() -> Select[Any]:
    """Run, name and value of the parameters `names` of the runs `run_ids`."""
    return select(_PARAMS.c.run_id, _PARAMS.c.name, _PARAMS.c.value).where(
        _PARAMS.c.run_id.in_(bindparam("run_ids", expanding=True)),
        _PARAMS.c.name.in_(bindparam("names", expanding=True)),
    )


@cache
def tags_of_runs() -> Select[Any]:
    """Run, key and value of the tags `names` of the runs `run_ids`."""
    return select(_TAGS.c.run_id, _TAGS.c.key, _TAGS.c.value).where(
        _TAGS.c.run_id.in_(bindparam("run_ids", expanding=True)),
        _TAGS.c.key.in_(bindparam("names", expanding=True)),
    )


@cache
def put_tags() -> TextClause:
    """Insert tags, or replace their values."""
    return text(
        "INSERT INTO ml_run_tags (run_id, key, value, value_start) "
        "VALUES (:run_id, :key, :value, :value_start) ON CONFLICT (run_id, key) "
        "DO UPDATE SET value = excluded.value, value_start = excluded.value_start"
    )


@cache
def delete_tag() -> ReturningDelete[Any]:
    """Delete the tag `tag_key` of the run `of_run`; returns its value."""
    is_it = (_TAGS.c.run_id == bindparam("of_run")) & (_TAGS.c.key == bindparam("tag_key"))
    return delete(_TAGS).where(is_it).returning(_TAGS.c.value)
