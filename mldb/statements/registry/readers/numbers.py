"""Statement that counts what the start page shows."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.models.base import UTCDateTime
from mldb.values.enums import VersionStatus


@cache
def numbers() -> Select[Any]:
    """How often aliases were pointed somewhere since `since`; pending and failed live versions.

    Of the newest `at_most` versions, lest a large registry is read for it.
    """
    trashed = select(MLModel.id).where(MLModel.deleted_at.is_not(None))
    newest = (
        select(MLModelVersion.status)
        .where(MLModelVersion.deleted_at.is_(None), MLModelVersion.model_id.not_in(trashed))
        .order_by(MLModelVersion.id.desc())
        .limit(bindparam("at_most"))
        .subquery()
    )
    since = bindparam("since", type_=UTCDateTime())
    moved = select(func.count()).where(
        MLModelAlias.started_at >= since, MLModelAlias.model_id.not_in(trashed)
    )
    of_status = (
        func.count().filter(newest.c.status == status.value).label(status.value)
        for status in (VersionStatus.PENDING, VersionStatus.FAILED)
    )
    return select(moved.scalar_subquery().label("moved"), *of_status)
