"""The things of a registry outside of any database: one record each, named by model and number."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mldb.types import (
    MAX_ID,
    NAME_LENGTH,
    AliasName,
    AuditAction,
    Device,
    Goal,
    MetricValue,
    ModelName,
    Moment,
    Name,
    Opaque,
    Reason,
    RowVersion,
    SourceURI,
    Text,
    Value,
    VersionNumber,
    VersionStatus,
)

_ORDINARY_LENGTH: Final = 1_000
_NUMBER_LENGTH: Final = 10

LastNumber = Annotated[int, Field(ge=0, le=2**31 - 1)]
FormerId = Annotated[int, Field(ge=1, le=MAX_ID)]
Label = Annotated[Opaque, StringConstraints(min_length=1, max_length=NAME_LENGTH + 20)]


def _json(changes: Mapping[str, tuple[Any, Any]]) -> Mapping[str, tuple[Any, Any]]:
    """Names that a database can hold; the values are whatever JSON can say."""
    if any("\x00" in name for name in changes):
        raise PydanticCustomError("storable", "A database can't hold this text.")
    return changes


Changes = Annotated[dict[str, tuple[Any, Any]], AfterValidator(_json)]


class BaseRecord(BaseModel):
    """One thing of a registry; it refers to others by their names and numbers, never by an id."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, defer_build=True, hide_input_in_errors=True
    )
    kind: ClassVar[str]
    """Name of all things of this kind."""

    @property
    def title(self) -> str:
        """Its name at the start of a sentence."""
        return f"{self}"[0].upper() + f"{self}"[1:]

    @property
    def weight(self) -> int:
        """How many records of ordinary size it counts for in memory."""
        return 1


class _Authored(BaseRecord):
    """With who wrote it and when."""

    created_at: Moment
    created_by: Name
    updated_at: Moment
    updated_by: Name
    row_version: RowVersion = 1


class _Trashable(_Authored):
    """With since when it lies in the trash, and who put it there."""

    deleted_at: Moment | None = None
    deleted_by: Name | None = None

    @model_validator(mode="after")
    def _deleted_by_somebody(self) -> Self:
        if (self.deleted_at is None) != (self.deleted_by is None):
            raise PydanticCustomError("deleted_by", "Who put it into the trash goes with when.")
        return self

    @property
    def is_trashed(self) -> bool:
        """Whether it lies in the trash."""
        return self.deleted_at is not None


class ModelRecord(_Trashable):
    """A model; `last_version_number` counts what was ever registered, purged versions included."""

    kind: ClassVar[str] = "models"

    name: ModelName
    description: Text = ""
    primary_metric: Name | None = None
    primary_metric_goal: Goal | None = None
    last_version_number: LastNumber = 0

    @model_validator(mode="after")
    def _metric_with_goal(self) -> Self:
        if (self.primary_metric is None) != (self.primary_metric_goal is None):
            raise PydanticCustomError(
                "primary_metric", "A primary metric needs its goal, and a goal its metric."
            )
        return self

    def __str__(self) -> str:
        return f"the model {self.name!r}"

    @property
    def weight(self) -> int:
        """By the length of its description."""
        return _weight(self.description)


class ModelTagRecord(_Authored):
    """A tag on a model."""

    kind: ClassVar[str] = "model_tags"

    model: ModelName
    key: Name
    value: Value = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of {self.model}"


class VersionRecord(_Trashable):
    """A version."""

    kind: ClassVar[str] = "versions"

    model: ModelName
    number: VersionNumber
    source: SourceURI
    device: Device = Device.CPU
    status: VersionStatus = VersionStatus.READY
    description: Text = ""

    def __str__(self) -> str:
        return f"the version {self.model}/{self.number}"

    @property
    def weight(self) -> int:
        """By the length of its description."""
        return _weight(self.description)


class _OfVersion(_Authored):
    """A named value of a version."""

    model: ModelName
    version: VersionNumber


class ParamRecord(_OfVersion):
    """A parameter."""

    kind: ClassVar[str] = "params"

    name: Name
    value: Value

    def __str__(self) -> str:
        return f"the parameter {self.name!r} of {self.model}/{self.version}"


class MetricRecord(_OfVersion):
    """A metric."""

    kind: ClassVar[str] = "metrics"

    name: Name
    value: MetricValue

    def __str__(self) -> str:
        return f"the metric {self.name!r} of {self.model}/{self.version}"


class VersionTagRecord(_OfVersion):
    """A tag on a version."""

    kind: ClassVar[str] = "version_tags"

    key: Name
    value: Value = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of {self.model}/{self.version}"


class AliasRecord(BaseRecord):
    """An alias pointed to a version from `started_at` until `ended_at`; None: it does so still.

    The assignments of one alias come in the order of time.
    """

    kind: ClassVar[str] = "aliases"

    model: ModelName
    name: AliasName
    version: VersionNumber
    started_at: Moment
    started_by: Name
    start_reason: Reason | None = None
    ended_at: Moment | None = None
    ended_by: Name | None = None
    end_reason: Reason | None = None

    @model_validator(mode="after")
    def _span(self) -> Self:
        if (self.ended_at is None) != (self.ended_by is None):
            raise PydanticCustomError("ended_by", "Who ended it goes with when.")
        if self.ended_at is not None and self.ended_at < self.started_at:
            raise PydanticCustomError("span", "An assignment can't end before it starts.")
        return self

    def __str__(self) -> str:
        return f"the alias {self.name!r} of {self.model}/{self.version}"


class EventRecord(BaseRecord):
    """Who changed what, when, from what to what, and why.

    It is about the model or version of this label. Of what was purged, `former_model_id` and
    `former_version_id` say which one of that label it was: ids of the registry that it comes from,
    which mean nothing in another one but that they differ.
    """

    kind: ClassVar[str] = "events"

    occurred_at: Moment
    actor: Name
    action: AuditAction
    entity: Literal["model", "version"]
    label: Label
    former_model_id: FormerId | None = None
    former_version_id: FormerId | None = None
    changes: Changes
    reason: Reason | None = None

    @model_validator(mode="after")
    def _about(self) -> Self:
        if self.entity == "version":
            name, _, number = self.label.rpartition("/")
            if not name or not number.isdecimal() or len(number) > _NUMBER_LENGTH:
                raise PydanticCustomError("label", "A version's label is its model and its number.")
            is_consistent = self.former_model_id is None or self.former_version_id is not None
        else:
            is_consistent = self.former_version_id is None
        if not is_consistent:
            raise PydanticCustomError("former", "What was purged is told in contradictory ways.")
        return self

    def __str__(self) -> str:
        return f"the event of {self.occurred_at} about {self.label}"

    @property
    def model(self) -> str:
        """Name of the model that it is about."""
        return self.label.rpartition("/")[0] if self.entity == "version" else self.label

    @property
    def number(self) -> int:
        """Number of the version that it is about."""
        return int(self.label.rpartition("/")[2])

    @property
    def is_of_present_version(self) -> bool:
        """Whether it is about a version that was not purged."""
        return self.entity == "version" and self.former_version_id is None

    @property
    def weight(self) -> int:
        """By the length of the texts before and after."""
        return (
            1
            + len(self.changes) // 10
            + sum(
                len(value) // _ORDINARY_LENGTH
                for pair in self.changes.values()
                for value in pair
                if isinstance(value, str)
            )
        )


Record = (
    ModelRecord
    | ModelTagRecord
    | VersionRecord
    | ParamRecord
    | MetricRecord
    | VersionTagRecord
    | AliasRecord
    | EventRecord
)

KINDS: Final[dict[str, type[Record]]] = {
    record_type.kind: record_type
    for record_type in (
        ModelRecord,
        ModelTagRecord,
        VersionRecord,
        ParamRecord,
        MetricRecord,
        VersionTagRecord,
        AliasRecord,
        EventRecord,
    )
}
"""Every kind of record, each after what it belongs to."""


def _weight(text: str) -> int:
    return 1 + len(text) // _ORDINARY_LENGTH
