"""Whether entities are live or in the trash."""

from collections.abc import Collection
from typing import Final

from mldb.async_db.repositories.registry.readers.trash_states import TrashStateRepository
from mldb.async_db.services.base import Service
from mldb.rules.batch import check_batch
from mldb.schemas import EntityRef, TrashStates

_OWNERS: Final = {
    "model": "model",
    "version": "model",
    "experiment": "experiment",
    "run": "experiment",
}
"""The type of the entity with which each type is hidden."""


class TrashStateReader(Service):
    """Reads the trash states of entities of all types together."""

    async def get(self, entities: Collection[EntityRef]) -> TrashStates:
        """The states of these models, versions, experiments and runs, for up to 1,000.

        Raises:
            RuleViolationError: too many entities.
        """
        check_batch(len(entities))
        ids = {
            entity: [row_id for of_entity, row_id in entities if of_entity == entity]
            for entity in _OWNERS
        }
        async with self.database.reading() as session:
            rows = await TrashStateRepository(session).get(ids)
        states = TrashStates()
        for entity, row_id, label, *rest in rows:
            states[entity, row_id] = _entry((entity, row_id), *rest)
            states.labels[entity, row_id] = label
        return states


def _entry(
    entity: EntityRef, owner_id: int, owner_deleted_at: object, deleted_at: object
) -> EntityRef | None:
    """The entity to restore first: the owner if it is in the trash, or else the entity itself."""
    if owner_deleted_at is not None:
        return _OWNERS[entity[0]], owner_id
    return None if deleted_at is None else entity
