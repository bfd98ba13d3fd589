"""Experiments: input and output."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from mldb.schemas.base import (
    UNCHANGED,
    AttributedRead,
    DeletedAt,
    DeletedBy,
    UpdateSchema,
    WriteSchema,
)
from mldb.schemas.item import TAGS
from mldb.values.mappings import Tags
from mldb.values.names import ExperimentName
from mldb.values.texts import Text

NAME: Final[Any] = Field(
    description="Name of the experiment; no other has the same, not even in the trash.",
    examples=["churn"],
)
DESCRIPTION: Final[Any] = Field(
    description="Text for people, in Markdown.", examples=["Who will leave within a month?"]
)


class MLExperimentCreate(WriteSchema):
    """A new experiment, with its tags."""

    name: Annotated[ExperimentName, NAME]
    description: Annotated[Text, DESCRIPTION] = ""
    tags: Annotated[Tags, TAGS] = Field(default_factory=dict)


class MLExperimentChanges(WriteSchema):
    """Changes to an experiment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "churn-2026"}]})

    name: Annotated[ExperimentName, NAME] = UNCHANGED
    description: Annotated[Text, DESCRIPTION] = UNCHANGED


class MLExperimentUpdate(MLExperimentChanges, UpdateSchema):
    """Changes to the copy of an experiment that has this `row_version`."""


class MLExperimentRead(AttributedRead):
    """An experiment."""

    name: Annotated[str, NAME]
    description: Annotated[str, DESCRIPTION]
    deleted_at: DeletedAt
    deleted_by: DeletedBy
