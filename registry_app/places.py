"""Whether what a page tells of can be seen, lies in the trash, or is gone."""

from collections.abc import Iterable

from mldb.rules.overview import Thing
from mldb.schemas import AuditEventRead, MLModelAliasRead
from registry_app.registry import Registry

Places = dict[Thing, Thing | None]
"""None for what can be seen; else what to restore first; what was purged is not in it."""


def of_events(registry: Registry, events: Iterable[AuditEventRead]) -> Places:
    """Of what the events are about."""
    return registry.overview.get_whereabouts({(one.entity, one.entity_id) for one in events})


def of_aliases(registry: Registry, assignments: Iterable[MLModelAliasRead]) -> Places:
    """Of the versions that aliases point to, or pointed to."""
    return registry.overview.get_whereabouts(
        {("version", one.version_id) for one in assignments if one.version_id}
    )
