"""Whether the entities that a page mentions are visible, in the trash, or purged."""

from collections.abc import Iterable
from itertools import islice

from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import (
    AuditEventRead,
    EntityRef,
    MLModelAliasRead,
    MLModelVersionRead,
    TrashStates,
)
from mldb.schemas.base import ReadSchema
from registry_app.core.registry import Registry


def of_version(version: MLModelVersionRead) -> TrashStates:
    """The state of a version that is visible."""
    states = TrashStates()
    states["version", version.id] = None
    states.labels["version", version.id] = f"{version.model_name}/{version.number}"
    return states


def of_events(registry: Registry, events: Iterable[AuditEventRead]) -> TrashStates:
    """The states of the subjects of these events."""
    return _of(registry, {(one.entity, one.entity_id) for one in events})


def of_aliases(registry: Registry, assignments: Iterable[MLModelAliasRead]) -> TrashStates:
    """The states of the versions of these assignments."""
    return _of(registry, {("version", one.version_id) for one in assignments if one.version_id})


def of_versions(registry: Registry, versions: Iterable[MLModelVersionRead]) -> TrashStates:
    """The states of these versions."""
    return _of(registry, {("version", one.id) for one in versions})


def of_rows(registry: Registry, entity: str, rows: Iterable[ReadSchema]) -> TrashStates:
    """The states of these entities of one type."""
    return _of(registry, {(entity, one.id) for one in rows})


def _of(registry: Registry, entities: set[EntityRef]) -> TrashStates:
    states = TrashStates()
    following = iter(entities)
    while batch := list(islice(following, BATCH_LIMIT)):
        more = registry.trash_states.get(batch)
        states.update(more)
        states.labels.update(more.labels)
    return states
