"""Statements about saved views."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, select

from mldb.models import MLModel, SavedView, StaffUser


@cache
def visible() -> Select[Any]:
    """Columns of the views that `user_id` can open: own ones, then shared ones, each by name.

    `count` of them after the first `skip`. Every page with a list reads them: columns take a fifth
    of the time of ORM rows.
    """
    view: Any = SavedView.__table__
    is_own = view.c.user_id == bindparam("user_id")
    return (
        select(
            *view.c,
            StaffUser.username.label("owner"),
            MLModel.name.label("model_name"),
            MLModel.deleted_at.is_not(None).label("is_model_trashed"),
        )
        .join(StaffUser, StaffUser.id == view.c.user_id)
        .outerjoin(MLModel, MLModel.id == view.c.model_id)
        .where(is_own | view.c.is_shared.is_(True))
        .order_by(case((is_own, 0), else_=1), view.c.name, view.c.id)
        .limit(bindparam("count"))
        .offset(bindparam("skip"))
    )


@cache
def visible_of_list(*, is_of_model: bool) -> Select[Any]:
    """Columns of the visible views of one list: of `kind`, or of the versions of `model_id`."""
    view: Any = SavedView.__table__
    model_id = view.c.model_id
    is_of_list = model_id == bindparam("model_id") if is_of_model else model_id.is_(None)
    return visible().where(view.c.kind == bindparam("kind"), is_of_list)
