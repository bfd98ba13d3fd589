"""Which columns make two things of a registry equal: all of their table but those excused here.

So a new column is compared by every import, until somebody says here why it needn't be.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement

from mldb.models import (
    AuditEvent,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelName,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)

_KEY: Final = "tells it from others of its kind"
_OWNER: Final = "is another id in every registry; the owner is found by its name"
_WRITTEN: Final = "says who wrote it here and when, which may differ"
_TRASHED: Final = "whether it lies in the trash is compared, not who put it there and when"

_EVERYWHERE: Final[dict[str, str]] = {
    "id": "is another one in every registry",
    **dict.fromkeys(("created_at", "created_by", "updated_at", "updated_by"), _WRITTEN),
    "row_version": _WRITTEN,
    **dict.fromkeys(("deleted_at", "deleted_by"), _TRASHED),
}
EXCUSED: Final[Mapping[Any, Mapping[str, str]]] = {
    MLModel: _EVERYWHERE
    | {"name": _KEY, "last_version_number": "the greater one counts, so it can't contradict"},
    MLModelName: {
        "id": _EVERYWHERE["id"],
        "name": _KEY,
        "last_version_number": "the greater one counts, so it can't contradict",
        "model_id": _OWNER,
    },
    MLModelTag: _EVERYWHERE | {"model_id": _OWNER, "key": _KEY},
    MLModelVersion: _EVERYWHERE | {"model_id": _OWNER, "number": _KEY},
    MLModelVersionParam: _EVERYWHERE
    | {"version_id": _OWNER, "name": _KEY, "number": "is read from the value"},
    MLMetric: _EVERYWHERE | {"version_id": _OWNER, "name": _KEY},
    MLModelVersionTag: _EVERYWHERE | {"version_id": _OWNER, "key": _KEY},
    MLModelAlias: {
        "id": _EVERYWHERE["id"],
        "model_id": _OWNER,
        "name": _KEY,
        "name_key": "is made of the name",
        "started_at": _KEY,
        "version_id": "is found by the version's number, and missing once that is purged",
        "is_current": "says the same as that there is no end",
    },
    # An event that says anything else is another event.
    AuditEvent: {
        "id": _EVERYWHERE["id"],
        "entity_id": "is another id in every registry; the label names it",
        "model_id": _OWNER,
    },
}
"""By type of row, the columns that may differ between equal things, and why."""


@cache
def content_of(row_type: Any) -> dict[str, ColumnElement[Any]]:
    """What equal things have in common, by name: columns, and whether it lies in the trash."""
    excused, columns = EXCUSED[row_type], row_type.__table__.c
    content = {column.name: column for column in columns if column.name not in excused}
    if "deleted_at" in columns:
        content["is_trashed"] = columns.deleted_at.is_not(None)
    return content
