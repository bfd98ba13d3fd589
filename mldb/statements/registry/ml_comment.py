"""Statements about comments."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from mldb.models import MLComment, MLModel, MLModelAlias, MLModelVersion


@cache
def comments() -> Select[Any]:
    """Comments with the names of their model, version and alias."""
    return select(MLComment).options(
        joinedload(MLComment.model, innerjoin=True).load_only(MLModel.name, MLModel.deleted_at),
        joinedload(MLComment.version).load_only(MLModelVersion.number, MLModelVersion.deleted_at),
        joinedload(MLComment.assignment).load_only(MLModelAlias.name, MLModelAlias.version_number),
    )


@cache
def comment_columns() -> Select[Any]:
    """Columns of comments with those names: a fifth of the time of ORM rows."""
    comment: Any = MLComment.__table__
    return (
        select(
            *comment.c,
            MLModel.name.label("model_name"),
            func.coalesce(MLModelVersion.number, MLModelAlias.version_number).label(
                "version_number"
            ),
            MLModelAlias.name.label("alias"),
        )
        .select_from(comment)
        .join(MLModel, MLModel.id == comment.c.model_id)
        .outerjoin(MLModelVersion, MLModelVersion.id == comment.c.version_id)
        .outerjoin(MLModelAlias, MLModelAlias.id == comment.c.assignment_id)
    )


@cache
def newest_of(subject: str) -> Select[Any]:
    """Columns of the comments on `subject_id`, the newest first, `count` after the first `skip`.

    `subject` is the column that names it: `version_id`, `assignment_id` or `model_id`.
    """
    comment: Any = MLComment.__table__
    return (
        comment_columns()
        .where(comment.c[subject] == bindparam("subject_id"))
        .order_by(comment.c.id.desc())
        .limit(bindparam("count"))
        .offset(bindparam("skip"))
    )


@cache
def count_of(subject: str) -> Select[Any]:
    """Number of comments by the id of their subject, for the `subject_ids`."""
    comment: Any = MLComment.__table__
    column = comment.c[subject]
    return (
        select(column, func.count())
        .where(column.in_(bindparam("subject_ids", expanding=True)))
        .group_by(column)
    )
