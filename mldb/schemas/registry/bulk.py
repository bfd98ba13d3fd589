"""What a change of many things came to."""

from dataclasses import dataclass, field

from mldb.schemas.base import WriteSchema
from mldb.values.names import Name
from mldb.values.texts import TagValue


class TagOnMany(WriteSchema):
    """A tag to set on many things."""

    key: Name
    value: TagValue = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was left as it is, and why, as a sentence."""

    label: str
    why: str

    def __str__(self) -> str:
        return self.why if self.why.startswith(self.label) else f"{self.label}: {self.why}"


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """Labels of what was changed, and what was not, in the order given."""

    done: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
