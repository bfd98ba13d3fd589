"""Logged models in requests."""

from typing import Annotated

from pydantic import Field

from mldb.schemas import LoggedModelCreate, LoggedModelMetric
from mldb.schemas.base import WriteSchema
from mldb.schemas.item import PARAMS, TAGS
from mldb.values.enums import VersionStatus
from mldb.values.limits import ITEMS_PER_CALL
from mldb.values.mappings import Params, Tags
from registry_app.api.schemas.strict import OBJECT
from registry_app.api.schemas.tracking.logs import Logged


class LoggedModelBody(LoggedModelCreate):
    """A model that a run saved, or that belongs to an experiment only."""

    params: Annotated[Params, OBJECT, PARAMS] = Field(default_factory=dict)
    tags: Annotated[Tags, OBJECT, TAGS] = Field(default_factory=dict)


class LoggedModelEnd(WriteSchema):
    """Whether the files of a logged model are complete."""

    status: VersionStatus = Field(
        VersionStatus.READY,
        description="Whether its files can be used, or failed to become complete.",
        examples=["ready"],
    )


class ParamsBody(WriteSchema):
    """Parameters to log."""

    params: Annotated[Params, OBJECT, PARAMS]


class TagsBody(WriteSchema):
    """Tags to log."""

    tags: Annotated[Tags, OBJECT, TAGS]


class LoggedModelMetricBody(LoggedModelMetric):
    """A metric of a logged model."""

    value: Logged = Field(
        description='The value; also "NaN", "Infinity" and "-Infinity".', examples=[0.931]
    )


class LoggedModelMetricsBody(WriteSchema):
    """Metrics to log."""

    metrics: list[LoggedModelMetricBody] = Field(
        max_length=ITEMS_PER_CALL,
        description="Metrics; of the same name, dataset, step and time the last value counts.",
    )
