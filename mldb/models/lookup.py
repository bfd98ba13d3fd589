"""Row types of the entities in the catalogue."""

from functools import cache
from typing import Any

from mldb.catalogue import Entity
from mldb.models.base import Base


@cache
def _by_table() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def row_type_of(entity: Entity) -> Any:
    """The row type of the entity's table; `mldb.models` must have been imported."""
    return _by_table()[entity.table]
