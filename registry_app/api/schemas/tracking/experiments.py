"""Experiments in requests."""

from typing import Annotated

from pydantic import BaseModel, Field, TypeAdapter

from mldb.schemas import MLExperimentCreate
from mldb.schemas.item import TAGS
from mldb.values.mappings import Tags
from mldb.values.names import ExperimentName
from registry_app.api.schemas.strict import OBJECT


class ExperimentBody(MLExperimentCreate):
    """A new experiment, with its tags."""

    tags: Annotated[Tags, OBJECT, TAGS] = Field(default_factory=dict)


class ExperimentNameQuery(BaseModel):
    """Selects an experiment by name."""

    name: str = Field(
        description="Name of the experiment.",
        examples=["churn"],
        json_schema_extra=TypeAdapter(ExperimentName).json_schema(),
    )
