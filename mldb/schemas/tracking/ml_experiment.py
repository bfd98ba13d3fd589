"""Experiments: input and output."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field

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
from mldb.values.times import Moment

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


def _sorted_by_key(tags: dict[str, str] | None) -> dict[str, str]:
    return dict(sorted((tags or {}).items()))


class MLExperimentListed(MLExperimentRead):
    """An experiment as lists show it."""

    tags: Annotated[dict[str, str], BeforeValidator(_sorted_by_key)] = Field(
        description="Tag values by key.", examples=[{"team": "risk"}]
    )
    last_started_at: Moment | None = Field(
        description="When its last run outside the trash started; null: it has none.",
        examples=["2026-03-01T12:00:00Z"],
    )
