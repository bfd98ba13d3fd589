"""Statements about saved views."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, case, select

from mldb.models import MLExperiment, MLModel, SavedView, StaffUser


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
            MLExperiment.name.label("experiment_name"),
            MLExperiment.deleted_at.is_not(None).label("is_experiment_trashed"),
        )
        .join(StaffUser, StaffUser.id == view.c.user_id)
        .outerjoin(MLModel, MLModel.id == view.c.model_id)
        .outerjoin(MLExperiment, MLExperiment.id == view.c.experiment_id)
        .where(is_own | view.c.is_shared.is_(True))
        .order_by(case((is_own, 0), else_=1), view.c.name, view.c.id)
        .limit(bindparam("count"))
        .offset(bindparam("skip"))
    )


@cache
def visible_of_list(owner: str) -> Select[Any]:
    """Columns of the visible views of one list of `kind`.

    `owner` is the column that says whose rows are listed, `model_id` or `experiment_id`, and the
    name of its parameter; empty for the list of all.
    """
    view: Any = SavedView.__table__
    owners = (view.c.model_id, view.c.experiment_id)
    is_of_list = [
        column == bindparam(column.name) if column.name == owner else column.is_(None)
        for column in owners
    ]
    return visible().where(view.c.kind == bindparam("kind"), *is_of_list)
