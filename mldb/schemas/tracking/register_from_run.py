"""Registration of a version from a run: input."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from mldb.schemas.base import WriteSchema
from mldb.schemas.item import TAGS
from mldb.schemas.registry.ml_model_version import DESCRIPTION, DEVICE, SOURCE
from mldb.schemas.tracking.ml_logged_model import LOGGED_MODEL_ID
from mldb.values.enums import Device
from mldb.values.limits import METRICS_PER_CALL
from mldb.values.mappings import Tags
from mldb.values.names import LoggedModelId, ModelName, Name
from mldb.values.paths import ArtifactDirectory
from mldb.values.texts import SourceURI, Text


class Statistic(StrEnum):
    """The point of a metric's history whose value is chosen."""

    LAST = "last"
    MIN = "min"
    MAX = "max"


class RegisterFromRun(WriteSchema):
    """A version to register, with metrics and parameters of the run it comes from."""

    model_name: Annotated[
        ModelName, Field(description="Name of its model.", examples=["fraud-detector"])
    ]
    source: Annotated[
        SourceURI | None,
        Field(
            description="Location of the artefact; null: the logged model or run, or a path there.",
            examples=SOURCE.examples,
        ),
    ] = None
    logged_model: Annotated[
        LoggedModelId | None,
        Field(
            description="Id of the model, logged by the run, that is registered.",
            examples=[LOGGED_MODEL_ID],
        ),
    ] = None
    artifact_path: Annotated[
        ArtifactDirectory | None,
        Field(
            description="File or directory of the run, or of the logged model, whose files the "
            'version keeps; "": all of them; null: none of the run, all of the logged model.',
            examples=["model"],
        ),
    ] = None
    metrics: Annotated[
        dict[Name, Statistic] | None,
        Field(
            max_length=METRICS_PER_CALL,
            description="Metrics to copy, with the value to take: last, min or max; null: the "
            "last values of all metrics that end with a number.",
            examples=[{"val/loss": "min"}],
        ),
    ] = None
    params: Annotated[
        list[Name] | None,
        Field(
            max_length=1_000,
            description="Parameters to copy; null: all of them.",
            examples=[["learning_rate"]],
        ),
    ] = None
    description: Annotated[Text, DESCRIPTION] = ""
    device: Annotated[Device, DEVICE] = Device.CPU
    tags: Annotated[Tags, TAGS] = Field(default_factory=dict)
