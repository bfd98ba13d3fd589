"""Statements about the newest versions of a model."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Text, bindparam, exists, func, null, select, union_all

from mldb.models import MLModel, MLModelVersion, MLModelVersionTag

_KEY: Final[Any] = bindparam("key")


@cache
def newest_by_tag_value() -> Any:
    """Value of the tag `key`, and the highest number of the live versions of `model_name` with it.

    NULL and the highest number of those without the tag, if there are any.
    """
    has_tag = exists().where(
        MLModelVersionTag.version_id == MLModelVersion.id, MLModelVersionTag.key == _KEY
    )
    without = _live(select(null().cast(Text), MLModelVersion.number)).where(~has_tag)
    newest = without.order_by(MLModelVersion.number.desc()).limit(1).subquery()
    numbers: Any = select(MLModelVersionTag.value, func.max(MLModelVersion.number))
    numbers = numbers.join(MLModelVersion, MLModelVersion.id == MLModelVersionTag.version_id)
    tagged = _live(numbers).where(MLModelVersionTag.key == _KEY).group_by(MLModelVersionTag.value)
    return union_all(select(newest), tagged)


def _live(statement: Any) -> Any:
    return statement.join(MLModel, MLModel.id == MLModelVersion.model_id).where(
        MLModel.name == bindparam("model_name"),
        MLModel.deleted_at.is_(None),
        MLModelVersion.deleted_at.is_(None),
    )
