"""Models: what to give, what to get."""

from typing import Self

from pydantic import ConfigDict, model_validator

from mldb.rules.primary_metric import FIELDS, require_metric_with_goal
from mldb.schemas.base import UNCHANGED, AttributedRead, UpdateSchema, WriteSchema
from mldb.values.enums import Goal
from mldb.values.json_schema import both_or_neither
from mldb.values.names import ModelName, Name
from mldb.values.texts import Text
from mldb.values.times import Moment


class MLModelCreate(WriteSchema):
    """A new model; its primary metric comes with the goal."""

    model_config = ConfigDict(json_schema_extra=both_or_neither(*FIELDS))

    name: ModelName
    description: Text = ""
    primary_metric: Name | None = None
    primary_metric_goal: Goal | None = None

    @model_validator(mode="after")
    def _metric_with_goal(self) -> Self:
        return require_metric_with_goal(self)


class MLModelChanges(WriteSchema):
    """Changes to a model; a new name must be one that no model ever had."""

    name: ModelName = UNCHANGED
    description: Text = UNCHANGED
    primary_metric: Name | None = UNCHANGED
    primary_metric_goal: Goal | None = UNCHANGED


class MLModelUpdate(MLModelChanges, UpdateSchema):
    """Changes to the copy of a model that has this `row_version`."""


class MLModelRead(AttributedRead):
    """A model."""

    name: str
    description: str
    primary_metric: str | None
    primary_metric_goal: Goal | None
    last_version_number: int
    deleted_at: Moment | None
    deleted_by: str | None
