"""Records of experiments, runs and what they log."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mldb.points.chunk import CHUNK_POINTS
from mldb.transfer.records.base import ORDINARY_LENGTH, Authored, BaseRecord, Trashable
from mldb.values.enums import RunStatus, VersionStatus
from mldb.values.limits import (
    DATASET_TEXT_LENGTH,
    EXPERIMENT_NAME_LENGTH,
    NAME_LENGTH,
    URI_LENGTH,
)
from mldb.values.names import ExperimentName, LoggedModelId, Name, RunId
from mldb.values.numbers import MetricNumber, Step
from mldb.values.texts import Line, Opaque, ParamValue, TagValue, Text
from mldb.values.times import Moment

# An import takes the times that it finds: whoever logged them may have had a wrong clock.
AnyTimeMs = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
_AnyStep = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
_Word = Annotated[Line, StringConstraints(max_length=NAME_LENGTH)]
_Digest = Annotated[Opaque, StringConstraints(min_length=1, max_length=NAME_LENGTH)]
_Document = Annotated[Opaque, StringConstraints(max_length=DATASET_TEXT_LENGTH)]
_Context = Annotated[Opaque, StringConstraints(max_length=NAME_LENGTH)]


class ExperimentRecord(Trashable):
    """An experiment."""

    type_name: ClassVar[str] = "experiments"

    name: ExperimentName
    description: Text = ""

    def __str__(self) -> str:
        return f"the experiment {self.name!r}"

    @property
    def weight(self) -> int:
        """Grows with the description."""
        return _weight(self.description)


class ExperimentTagRecord(Authored):
    """A tag of an experiment."""

    type_name: ClassVar[str] = "experiment_tags"

    experiment: ExperimentName
    key: Name
    value: TagValue = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of the experiment {self.experiment!r}"


class RunRecord(Trashable):
    """A run; `parent` is the run that it is a part of, which may come after it."""

    type_name: ClassVar[str] = "runs"

    public_id: RunId
    experiment: ExperimentName
    parent: RunId | None = None
    name: Name
    status: RunStatus
    description: Text = ""
    started_at: Moment
    ended_at: Moment | None = None
    user_name: _Word = ""
    source: Annotated[Line, StringConstraints(max_length=URI_LENGTH)] = ""
    git_commit: _Word = ""
    created_via: Name | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.ended_at is not None and self.ended_at < self.started_at:
            raise PydanticCustomError("span", "A run can't end before it starts.")
        if self.parent == self.public_id:
            raise PydanticCustomError("parent", "A run can't be a part of itself.")
        return self

    def __str__(self) -> str:
        return f"the run {self.public_id}"

    @property
    def weight(self) -> int:
        """Grows with the description."""
        return _weight(self.description)


class RunParamRecord(BaseRecord):
    """A parameter of a run."""

    type_name: ClassVar[str] = "run_params"

    run: RunId
    name: Name
    value: ParamValue

    def __str__(self) -> str:
        return f"the parameter {self.name!r} of the run {self.run}"

    @property
    def weight(self) -> int:
        """Grows with the value."""
        return _weight(self.value)


class RunTagRecord(BaseRecord):
    """A tag of a run."""

    type_name: ClassVar[str] = "run_tags"

    run: RunId
    key: Name
    value: TagValue = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of the run {self.run}"

    @property
    def weight(self) -> int:
        """Grows with the value."""
        return _weight(self.value)


class DatasetRecord(BaseRecord):
    """A dataset that runs of an experiment read."""

    type_name: ClassVar[str] = "datasets"

    experiment: ExperimentName
    name: ExperimentName
    digest: _Digest
    source_type: _Context = ""
    source: _Document = ""
    # A field named `schema` would hide a method of Pydantic.
    schema_: _Document = Field(default="", alias="schema")
    profile: _Document = ""

    def __str__(self) -> str:
        return f"the dataset {self.name!r} ({self.digest}) of the experiment {self.experiment!r}"

    @property
    def weight(self) -> int:
        """Grows with its texts."""
        return _weight(self.source + self.schema_ + self.profile)


class RunInputRecord(BaseRecord):
    """A run read a dataset of its experiment."""

    type_name: ClassVar[str] = "run_inputs"

    run: RunId
    dataset: ExperimentName
    digest: _Digest
    context: _Context = ""

    def __str__(self) -> str:
        return f"the input {self.dataset!r} of the run {self.run}"


class PointsRecord(BaseRecord):
    """Some points of a metric of a run, as columns; JSON writes NaN and the infinities as text."""

    type_name: ClassVar[str] = "points"

    run: RunId
    name: Name
    steps: Annotated[list[_AnyStep], Field(min_length=1, max_length=CHUNK_POINTS)]
    times_ms: list[AnyTimeMs]
    values: list[float]

    @model_validator(mode="after")
    def _same_length(self) -> Self:
        if not len(self.steps) == len(self.times_ms) == len(self.values):
            raise PydanticCustomError("points", "Steps, times and values differ in number.")
        return self

    def __str__(self) -> str:
        return f"the metric {self.name!r} of the run {self.run}"

    @property
    def weight(self) -> int:
        """Grows with the number of points."""
        return 1 + len(self.steps) // 50


class LoggedModelRecord(Trashable):
    """A model that a run saved, or that belongs to an experiment only."""

    type_name: ClassVar[str] = "logged_models"

    public_id: LoggedModelId
    experiment: ExperimentName
    run: RunId | None = None
    name: Name
    model_type: _Word = ""
    status: VersionStatus = VersionStatus.READY
    step: Step | None = None

    def __str__(self) -> str:
        return f"the logged model {self.public_id}"


class LoggedModelParamRecord(BaseRecord):
    """A parameter of a logged model."""

    type_name: ClassVar[str] = "logged_model_params"

    logged_model: LoggedModelId
    name: Name
    value: ParamValue

    def __str__(self) -> str:
        return f"the parameter {self.name!r} of the logged model {self.logged_model}"

    @property
    def weight(self) -> int:
        """Grows with the value."""
        return _weight(self.value)


class LoggedModelTagRecord(BaseRecord):
    """A tag of a logged model."""

    type_name: ClassVar[str] = "logged_model_tags"

    logged_model: LoggedModelId
    key: Name
    value: TagValue = ""

    def __str__(self) -> str:
        return f"the tag {self.key!r} of the logged model {self.logged_model}"

    @property
    def weight(self) -> int:
        """Grows with the value."""
        return _weight(self.value)


class LoggedModelMetricRecord(BaseRecord):
    """A value of a logged model, perhaps measured on a dataset."""

    type_name: ClassVar[str] = "logged_model_metrics"

    logged_model: LoggedModelId
    name: Name
    dataset_name: Annotated[Line, StringConstraints(max_length=EXPERIMENT_NAME_LENGTH)] = ""
    dataset_digest: _Word = ""
    step: Step = 0
    time_ms: AnyTimeMs
    value: MetricNumber

    def __str__(self) -> str:
        return f"the metric {self.name!r} of the logged model {self.logged_model}"


def _weight(text: str) -> int:
    return 1 + len(text) // ORDINARY_LENGTH
