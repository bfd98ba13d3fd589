"""A card or a description as it was before or after an event, which can be restored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from mldb.errors import NotFoundError
from mldb.schemas import (
    AuditEventRead,
    MLExperimentUpdate,
    MLModelUpdate,
    MLModelVersionUpdate,
    MLRunUpdate,
)
from registry_app.core.registry import Registry

FIELD: Final = "description"
SIDES: Final = ("before", "after")
# The service of each entity that has a text, and the schema of its changes.
_TEXTS: Final[Mapping[str, tuple[str, Any]]] = {
    "model": ("models", MLModelUpdate),
    "version": ("versions", MLModelVersionUpdate),
    "experiment": ("experiments", MLExperimentUpdate),
    "run": ("runs", MLRunUpdate),
}


@dataclass(frozen=True)
class EarlierText:
    """The text on one side of an event."""

    event: AuditEventRead
    side: str
    text: str

    @classmethod
    def of(cls, event: AuditEventRead, side: str) -> Self:
        """The text of this side.

        Raises:
            NotFoundError: the event changed no text, or there was none.
        """
        text = dict(_sides(event)).get(side)
        if text is None:
            raise NotFoundError("text in the audit event", event.id)
        return cls(event, side, text)

    def current(self, registry: Registry) -> Any:
        """What has the text, as it is now.

        Raises:
            NotFoundError: it is in the trash, or purged.
        """
        return self._service(registry).get(self.event.entity_id)

    def restore(self, registry: Registry, row_version: int, reason: str | None) -> Any:
        """Give the text back to what had it."""
        _, schema = _TEXTS[self.event.entity]
        update = schema(row_version=row_version, description=self.text)
        return self._service(registry).update(self.event.entity_id, update, reason=reason)

    def _service(self, registry: Registry) -> Any:
        name, _ = _TEXTS[self.event.entity]
        return getattr(registry, name)


def earlier_texts(registry: Registry, event: AuditEventRead) -> list[EarlierText]:
    """The texts of an event that are no longer current, the older one first."""
    texts = [EarlierText(event, side, text) for side, text in _sides(event)]
    if not texts:
        return []
    try:
        current = texts[0].current(registry).description
    except NotFoundError:
        return []
    return [one for one in texts if one.text != current]


def _sides(event: AuditEventRead) -> list[tuple[str, str]]:
    if event.entity not in _TEXTS:
        return []
    sides = zip(SIDES, event.changes.get(FIELD, ()), strict=False)
    return [(side, text) for side, text in sides if isinstance(text, str)]
