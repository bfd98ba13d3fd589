"""Whether what a page tells of can be seen, lies in the trash, or is gone."""

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
from registry_app.core.registry import Registry

Places = TrashStates
"""None for what can be seen; else what to restore first; what was purged is not in it."""


def of_version(version: MLModelVersionRead) -> Places:
    """Of one that can be seen."""
    found = TrashStates()
    found["version", version.id] = None
    found.labels["version", version.id] = f"{version.model_name}/{version.number}"
    return found


def of_events(registry: Registry, events: Iterable[AuditEventRead]) -> Places:
    """Of what the events are about."""
    return _of(registry, {(one.entity, one.entity_id) for one in events})


def of_aliases(registry: Registry, assignments: Iterable[MLModelAliasRead]) -> Places:
    """Of the versions that aliases point to, or pointed to."""
    return _of(registry, {("version", one.version_id) for one in assignments if one.version_id})


def of_versions(registry: Registry, versions: Iterable[MLModelVersionRead]) -> Places:
    """Of these versions."""
    return _of(registry, {("version", one.id) for one in versions})


def _of(registry: Registry, things: set[EntityRef]) -> Places:
    found = TrashStates()
    following = iter(things)
    while part := list(islice(following, BATCH_LIMIT)):
        more = registry.trash_states.get(part)
        found.update(more)
        found.labels.update(more.labels)
    return found
