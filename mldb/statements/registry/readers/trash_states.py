"""Statement that reads whether entities are in the trash."""

from functools import cache
from typing import Any, Final

from sqlalchemy import String, bindparam, literal_column, select, union_all

from mldb.models import MLExperiment, MLModel, MLModelVersion, MLRun
from mldb.statements.registry.readers.versions import LABEL

_OWNED: Final[dict[str, tuple[Any, Any, Any, Any]]] = {
    "model": (MLModel, MLModel.name, MLModel, None),
    "version": (MLModelVersion, LABEL, MLModel, MLModelVersion.model),
    "experiment": (MLExperiment, MLExperiment.name, MLExperiment, None),
    "run": (MLRun, MLRun.public_id, MLExperiment, MLRun.experiment),
}
"""The row, its label, the row with which it is hidden, and the way to that one."""


@cache
def trash_states(types: tuple[str, ...]) -> Any:
    """Entity type, id and label of the existing ones of `model_ids`, `version_ids` and so on.

    Then the id of the owner, and when the owner and the entity itself were trashed.
    """
    return union_all(*(_of(entity) for entity in types))


def _of(entity: str) -> Any:
    row, label, owner, way = _OWNED[entity]
    word = literal_column(f"'{entity}'", String).label("entity")
    columns = select(word, row.id, label, owner.id, owner.deleted_at, row.deleted_at)
    joined = columns if way is None else columns.join(way)
    return joined.where(row.id.in_(bindparam(f"{entity}_ids", expanding=True)))
