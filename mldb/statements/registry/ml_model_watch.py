"""Statements about stars and watches."""

from functools import cache
from typing import Any

from sqlalchemy import (
    Insert,
    Select,
    Update,
    bindparam,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from mldb.models import MLModel, MLModelWatch, StaffUser
from mldb.models.base import UTCDateTime


@cache
def state() -> Select[Any]:
    """Whether `user_id` stars and watches the live model `model_name`, and how many do.

    With the model's id; without a row of theirs both are NULL.
    """
    watch: Any = MLModelWatch.__table__
    return (
        select(
            MLModel.id.label("model_id"),
            watch.c.is_starred,
            watch.c.is_watched,
            _number(watch.c.is_starred).label("star_count"),
            _number(watch.c.is_watched).label("watch_count"),
        )
        .outerjoin(
            watch,
            (watch.c.model_id == MLModel.id) & (watch.c.user_id == bindparam("user_id")),
        )
        .where(MLModel.name == bindparam("model_name"), MLModel.deleted_at.is_(None))
    )


def _number(flag: Any) -> Any:
    other: Any = MLModelWatch.__table__.alias()
    return (
        select(func.count())
        .select_from(other)
        .where(other.c.model_id == MLModel.id, other.c[flag.name])
        .correlate(MLModel)
        .scalar_subquery()
    )


@cache
def watched() -> Select[Any]:
    """Live models that `user_id` stars or watches, the starred first, then by name.

    `count` of them after the first `skip`.
    """
    watch: Any = MLModelWatch.__table__
    return (
        select(watch.c.model_id, MLModel.name.label("model_name"), *_flags(watch))
        .join(MLModel, MLModel.id == watch.c.model_id)
        .where(watch.c.user_id == bindparam("user_id"), MLModel.deleted_at.is_(None))
        .order_by(watch.c.is_starred.desc(), MLModel.name)
        .limit(bindparam("count"))
        .offset(bindparam("skip"))
    )


def _flags(watch: Any) -> tuple[Any, Any]:
    return watch.c.is_starred, watch.c.is_watched


@cache
def watch_again_as_owner() -> Update:
    """Let the staff user `username`, who has starred the model `model_id`, watch it."""
    watch: Any = MLModelWatch.__table__
    user = select(StaffUser.id).where(StaffUser.username == bindparam("username"))
    theirs = (watch.c.user_id == user.scalar_subquery(), watch.c.model_id == bindparam("of_model"))
    return update(watch).where(*theirs).values(is_watched=True)


@cache
def watch_as_owner() -> Insert:
    """Let the staff user `username` watch the model `model_id`, if they have no row for it."""
    watch: Any = MLModelWatch.__table__
    has_row = exists().where(
        watch.c.user_id == StaffUser.id, watch.c.model_id == bindparam("model_id")
    )
    new: Any = select(
        StaffUser.id,
        bindparam("model_id"),
        literal(value=False),
        literal(value=True),
        bindparam("at", type_=UTCDateTime()),
    ).where(StaffUser.username == bindparam("username"), ~has_row)
    columns = ["user_id", "model_id", "is_starred", "is_watched", "created_at"]
    return insert(watch).from_select(columns, new)
