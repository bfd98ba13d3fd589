"""Versions: input and output."""

from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from mldb.schemas.base import (
    UNCHANGED,
    AttributedRead,
    DeletedAt,
    DeletedBy,
    ReadSchema,
    UpdateSchema,
    WriteSchema,
)
from mldb.schemas.item import METRICS, PARAMS, TAGS
from mldb.values.enums import Device, VersionStatus
from mldb.values.mappings import Metrics, Params, Tags
from mldb.values.names import ModelName
from mldb.values.texts import SourceURI, Text

DESCRIPTION: Final[Any] = Field(
    description="Text for people, in Markdown.", examples=["Trained on payments of February."]
)
SOURCE: Final[Any] = Field(
    description="Location of the artefact: a URI without blanks.",
    examples=["s3://models/fraud-detector/3.onnx"],
)
DEVICE: Final[Any] = Field(description="Device on which it is meant to run.", examples=["cpu"])
STATUS: Final[Any] = Field(description="Whether the artefact can be used yet.", examples=["ready"])


class MLModelVersionContent(WriteSchema):
    """Content of a new version, with its parameters, metrics and tags."""

    source: Annotated[SourceURI, SOURCE]
    device: Annotated[Device, DEVICE] = Device.CPU
    status: Annotated[VersionStatus, STATUS] = VersionStatus.READY
    description: Annotated[Text, DESCRIPTION] = ""
    params: Annotated[Params, PARAMS] = Field(default_factory=dict)
    metrics: Annotated[Metrics, METRICS] = Field(default_factory=dict)
    tags: Annotated[Tags, TAGS] = Field(default_factory=dict)


class MLModelVersionCreate(MLModelVersionContent):
    """A version to register under this model."""

    model_name: ModelName


class MLModelVersionChanges(WriteSchema):
    """Changes to a version; its number never changes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ready"}]})

    source: Annotated[SourceURI, SOURCE] = UNCHANGED
    device: Annotated[Device, DEVICE] = UNCHANGED
    status: Annotated[VersionStatus, STATUS] = UNCHANGED
    description: Annotated[Text, DESCRIPTION] = UNCHANGED


class MLModelVersionUpdate(MLModelVersionChanges, UpdateSchema):
    """Changes to the copy of a version that has this `row_version`."""


class MLModelVersionRead(AttributedRead):
    """A version."""

    model_id: int = Field(description="The `id` of its model.", examples=[12])
    model_name: str = Field(description="Name of its model.", examples=["fraud-detector"])
    number: int = Field(description="Number of the version in its model.", examples=[3])
    source: Annotated[str, SOURCE]
    device: Annotated[Device, DEVICE]
    status: Annotated[VersionStatus, STATUS]
    description: Annotated[str, DESCRIPTION]
    run_public_id: str | None = Field(
        description="`public_id` of the run that it comes from; null: from none.", examples=[None]
    )
    logged_model_public_id: str | None = Field(
        description="`public_id` of the logged model that it comes from; null: from none.",
        examples=[None],
    )
    deleted_at: DeletedAt
    deleted_by: DeletedBy


class RankedVersion(ReadSchema):
    """A version and its value of the primary metric."""

    model_name: str
    number: int
    value: float
