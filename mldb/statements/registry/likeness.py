"""Names similar to a mistyped one."""

from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, func, or_, select, union_all

from mldb.models import MLModel, MLModelAlias
from mldb.statements.search.fold import folded


@cache
def similar_models() -> CompoundSelect[str]:
    """Names of live models like `wanted`: neighbours by name, and names that share half of it.

    At most `count` of each. One typing error leaves one half of a name unchanged; `first` and
    `second` are patterns of the halves, `exact` is the whole name, folded.
    """
    live = select(MLModel.name).where(MLModel.deleted_at.is_(None))
    wanted: Any = bindparam("wanted")
    name = folded(MLModel.name)
    some: list[Select[Any]] = [
        live.where(MLModel.name > wanted).order_by(MLModel.name),
        live.where(MLModel.name < wanted).order_by(MLModel.name.desc()),
        live.where(name == bindparam("exact")),
        live.where(
            func.length(MLModel.name).between(bindparam("shortest"), bindparam("longest")),
            or_(
                name.like(bindparam("first"), escape="\\"),
                name.like(bindparam("second"), escape="\\"),
            ),
        ),
    ]
    return union_all(*(select(one.limit(bindparam("count")).subquery()) for one in some))


@cache
def aliases_in_use() -> Select[str]:
    """Names of the current aliases of the live model `model_name`."""
    return (
        select(MLModelAlias.name)
        .join(MLModelAlias.model)
        .where(
            MLModel.name == bindparam("model_name"),
            MLModel.deleted_at.is_(None),
            MLModelAlias.is_current.is_(True),
        )
        .order_by(MLModelAlias.name)
        .limit(bindparam("count"))
    )
