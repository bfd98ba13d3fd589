"""Models: input and output."""

from typing import Annotated, Any, Final, Self

from pydantic import ConfigDict, Field, model_validator

from mldb.rules.primary_metric import FIELDS, require_metric_with_goal
from mldb.schemas.base import (
    UNCHANGED,
    AttributedRead,
    DeletedAt,
    DeletedBy,
    UpdateSchema,
    WriteSchema,
)
from mldb.values.enums import Goal
from mldb.values.json_schema import both_or_neither
from mldb.values.names import ModelName, Name, Username
from mldb.values.texts import Text

DESCRIPTION: Final[Any] = Field(
    description="Text for people, in Markdown.", examples=["Scores card payments."]
)
PRIMARY_METRIC: Final[Any] = Field(
    description="Name of the metric by which the model's versions are ranked.", examples=["auc"]
)
GOAL: Final[Any] = Field(
    description="Whether higher or lower values of the primary metric are better.",
    examples=["maximize"],
)
OWNER: Final[Any] = Field(
    description="Username of whoever answers for the model; null: nobody in particular.",
    examples=["alice"],
)
TEAM: Final[Any] = Field(
    description="The team that the model belongs to; null: none in particular.",
    examples=["payments"],
)


class MLModelCreate(WriteSchema):
    """A new model; its primary metric comes with the goal."""

    model_config = ConfigDict(json_schema_extra=both_or_neither(*FIELDS))

    name: ModelName = Field(
        description="Name of the model, without / and :.", examples=["fraud-detector"]
    )
    description: Annotated[Text, DESCRIPTION] = ""
    primary_metric: Annotated[Name | None, PRIMARY_METRIC] = None
    primary_metric_goal: Annotated[Goal | None, GOAL] = None
    owner: Annotated[Username | None, OWNER] = None
    team: Annotated[Name | None, TEAM] = None

    @model_validator(mode="after")
    def _metric_with_goal(self) -> Self:
        return require_metric_with_goal(self)


class MLModelChanges(WriteSchema):
    """Changes to a model; a new name must be one that no model ever had."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"description": "Scores card payments, also abroad."}]}
    )

    name: ModelName = Field(
        UNCHANGED, description="A new name, which no model ever had; without / and :."
    )
    description: Annotated[Text, DESCRIPTION] = UNCHANGED
    primary_metric: Annotated[Name | None, PRIMARY_METRIC] = UNCHANGED
    primary_metric_goal: Annotated[Goal | None, GOAL] = UNCHANGED
    owner: Annotated[Username | None, OWNER] = UNCHANGED
    team: Annotated[Name | None, TEAM] = UNCHANGED


class MLModelUpdate(MLModelChanges, UpdateSchema):
    """Changes to the copy of a model that has this `row_version`."""


class MLModelRead(AttributedRead):
    """A model."""

    name: str = Field(description="Name of the model.", examples=["fraud-detector"])
    description: Annotated[str, DESCRIPTION]
    primary_metric: Annotated[str | None, PRIMARY_METRIC]
    primary_metric_goal: Annotated[Goal | None, GOAL]
    owner: Annotated[str | None, OWNER]
    team: Annotated[str | None, TEAM]
    last_version_number: int = Field(
        description="Highest version number ever used, also by purged versions.", examples=[3]
    )
    deleted_at: DeletedAt
    deleted_by: DeletedBy
