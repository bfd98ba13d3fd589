"""Models: what to give, what to get."""

from typing import Final, Self

from pydantic import ConfigDict, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from mldb.schemas.base import UNCHANGED, AttributedRead, UpdateSchema, WriteSchema
from mldb.values.enums import Goal
from mldb.values.names import ModelName, Name
from mldb.values.texts import Text
from mldb.values.times import Moment

# The rule below for programs that read the JSON schema.
_BOTH_OR_NEITHER: Final[JsonDict] = {
    "anyOf": [
        {
            "required": ["primary_metric", "primary_metric_goal"],
            "properties": {
                "primary_metric": {"type": "string"},
                "primary_metric_goal": {"type": "string"},
            },
        },
        {
            "properties": {
                "primary_metric": {"type": "null"},
                "primary_metric_goal": {"type": "null"},
            }
        },
    ]
}


class MLModelCreate(WriteSchema):
    """A new model; its primary metric comes with the goal."""

    model_config = ConfigDict(json_schema_extra=_BOTH_OR_NEITHER)

    name: ModelName
    description: Text = ""
    primary_metric: Name | None = None
    primary_metric_goal: Goal | None = None

    @model_validator(mode="after")
    def _metric_with_goal(self) -> Self:
        if (self.primary_metric is None) != (self.primary_metric_goal is None):
            raise PydanticCustomError(
                "primary_metric", "A primary metric needs its goal, and a goal its metric."
            )
        return self


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
