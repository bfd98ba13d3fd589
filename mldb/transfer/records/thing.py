"""Models, versions and what belongs to them."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from mldb.rules.primary_metric import require_metric_with_goal
from mldb.transfer.records.base import ORDINARY_LENGTH, Authored, BaseRecord, Trashable
from mldb.values.enums import Device, Goal, VersionStatus
from mldb.values.names import ModelName, Name
from mldb.values.numbers import MetricValue, VersionNumber
from mldb.values.texts import ParamValue, SourceURI, TagValue, Text

LastNumber = Annotated[int, Field(ge=0, le=2**31 - 1)]


class ModelRecord(Trashable):
    """A model; `last_version_number` counts what was ever registered, purged versions included."""

    kind: ClassVar[str] = "models"

    name: ModelName
    description: Text = ""
    primary_metric: Name | None = None
    primary_metric_goal: Goal | None = None
    last_version_number: LastNumber = 0

    @model_validator(mode="after")
    def _metric_with_goal(self) -> Self:
        return require_metric_with_goal(self)

    def __str__(self) -> str:
        return f"the model {self.name!r}"

    @property
    def weight(self) -> int:
        """By the length of its description."""
        return _weight(self.description)


class NameRecord(BaseRecord):
    """A name that a model had once and none has now; no version is numbered so again under it.

    `model` is what the model that had it last is called now; None: it was purged.
    """

    kind: ClassVar[str] = "names"

    name: ModelName
    last_version_number: LastNumber = 0
    model: ModelName | None = None

    def __str__(self) -> str:
        return f"the former name {self.name!r}"


class ModelTagRecord(Authored):
    """A tag on a model."""

    kind: ClassVar[str] = "model_tags"

    model: ModelName
    key: Name
    value: TagValue = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of {self.model}"


class VersionRecord(Trashable):
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


class _OfVersion(Authored):
    """A named value of a version."""

    model: ModelName
    version: VersionNumber


class ParamRecord(_OfVersion):
    """A parameter."""

    kind: ClassVar[str] = "params"

    name: Name
    value: ParamValue

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
    value: TagValue = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of {self.model}/{self.version}"


def _weight(text: str) -> int:
    return 1 + len(text) // ORDINARY_LENGTH
