"""Records of models, versions and their items."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mldb.rules.primary_metric import require_metric_with_goal
from mldb.schemas.registry.ml_comment import CommentText
from mldb.transfer.records.base import ORDINARY_LENGTH, Authored, BaseRecord, Trashable
from mldb.values.enums import Device, Goal, VersionStatus
from mldb.values.goals import GoalText
from mldb.values.names import AliasName, CommentId, LoggedModelId, ModelName, Name, RunId
from mldb.values.numbers import MetricValue, VersionNumber
from mldb.values.texts import ParamValue, SourceURI, TagValue, Text
from mldb.values.times import Moment

LastNumber = Annotated[int, Field(ge=0, le=2**31 - 1)]


class ModelRecord(Trashable):
    """A model; `last_version_number` counts all versions, purged ones included."""

    type_name: ClassVar[str] = "models"

    name: ModelName
    description: Text = ""
    primary_metric: Name | None = None
    primary_metric_goal: Goal | None = None
    owner: Name | None = None
    team: Name | None = None
    last_version_number: LastNumber = 0

    @model_validator(mode="after")
    def _metric_with_goal(self) -> Self:
        return require_metric_with_goal(self)

    def __str__(self) -> str:
        return f"the model {self.name!r}"

    @property
    def weight(self) -> int:
        """Grows with the description."""
        return _weight(self.description)


class NameRecord(BaseRecord):
    """A former name of a model, and the last version number under it, which is never reused.

    `model` is the current name of the model that had it last; None: it was purged.
    """

    type_name: ClassVar[str] = "names"

    name: ModelName
    last_version_number: LastNumber = 0
    model: ModelName | None = None

    def __str__(self) -> str:
        return f"the former name {self.name!r}"


class ModelTagRecord(Authored):
    """A tag of a model."""

    type_name: ClassVar[str] = "model_tags"

    model: ModelName
    key: Name
    value: TagValue = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of {self.model}"


class MetricGoalRecord(Authored):
    """The goal of a model's metric."""

    type_name: ClassVar[str] = "metric_goals"

    model: ModelName
    name: Name
    value: GoalText

    def __str__(self) -> str:
        return f"the goal of {self.name!r} of {self.model}"


class VersionRecord(Trashable):
    """A version; `run` and `logged_model` are what it comes from, if that is known."""

    type_name: ClassVar[str] = "versions"

    model: ModelName
    number: VersionNumber
    source: SourceURI
    device: Device = Device.CPU
    status: VersionStatus = VersionStatus.READY
    description: Text = ""
    run: RunId | None = None
    logged_model: LoggedModelId | None = None

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

    type_name: ClassVar[str] = "params"

    name: Name
    value: ParamValue

    def __str__(self) -> str:
        return f"the parameter {self.name!r} of {self.model}/{self.version}"


class MetricRecord(_OfVersion):
    """A metric."""

    type_name: ClassVar[str] = "metrics"

    name: Name
    value: MetricValue

    def __str__(self) -> str:
        return f"the metric {self.name!r} of {self.model}/{self.version}"


class VersionTagRecord(_OfVersion):
    """A tag of a version."""

    type_name: ClassVar[str] = "version_tags"

    key: Name
    value: TagValue = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of {self.model}/{self.version}"


class CommentRecord(Authored):
    """A comment on a version, or on the move of an alias that was made at `moved_at`."""

    type_name: ClassVar[str] = "comments"

    public_id: CommentId
    model: ModelName
    version: VersionNumber | None = None
    alias: AliasName | None = None
    moved_at: Moment | None = None
    text: CommentText

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        is_move = self.alias is not None and self.moved_at is not None
        if is_move == (self.version is not None) or (self.alias is None) != (self.moved_at is None):
            raise PydanticCustomError(
                "subject", "A comment is about a version, or about a move of an alias."
            )
        return self

    def __str__(self) -> str:
        subject = self.model if self.version is None else f"{self.model}/{self.version}"
        return f"the comment {self.public_id} on {subject}"

    @property
    def weight(self) -> int:
        """By the length of its text."""
        return _weight(self.text)


def _weight(text: str) -> int:
    return 1 + len(text) // ORDINARY_LENGTH
