"""Bulk changes: input and outcome."""

from dataclasses import dataclass, field

from mldb.schemas.base import WriteSchema
from mldb.values.names import Name
from mldb.values.texts import TagValue


class TagOnMany(WriteSchema):
    """A tag to set on many models or versions."""

    key: Name
    value: TagValue = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A model or version that was left unchanged, and the reason as a sentence."""

    label: str
    why: str

    def __str__(self) -> str:
        return self.why if self.why.startswith(self.label) else f"{self.label}: {self.why}"


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """Labels of the changed, and the skipped models or versions, in the order of the request."""

    done: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
