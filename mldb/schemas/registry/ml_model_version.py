"""Versions: what to give, what to get."""

from pydantic import Field

from mldb.schemas.base import UNCHANGED, AttributedRead, ReadSchema, UpdateSchema, WriteSchema
from mldb.values.enums import Device, VersionStatus
from mldb.values.mappings import Metrics, Params, Tags
from mldb.values.names import ModelName
from mldb.values.texts import SourceURI, Text
from mldb.values.times import Moment


class MLModelVersionContent(WriteSchema):
    """All that is known of a version to register."""

    source: SourceURI
    device: Device = Device.CPU
    status: VersionStatus = VersionStatus.READY
    description: Text = ""
    params: Params = Field(default_factory=dict)
    metrics: Metrics = Field(default_factory=dict)
    tags: Tags = Field(default_factory=dict)


class MLModelVersionCreate(MLModelVersionContent):
    """A version to register under this model."""

    model_name: ModelName


class MLModelVersionChanges(WriteSchema):
    """Changes to a version; its number never changes."""

    source: SourceURI = UNCHANGED
    device: Device = UNCHANGED
    status: VersionStatus = UNCHANGED
    description: Text = UNCHANGED


class MLModelVersionUpdate(MLModelVersionChanges, UpdateSchema):
    """Changes to the copy of a version that has this `row_version`."""


class MLModelVersionRead(AttributedRead):
    """A version."""

    model_id: int
    model_name: str
    number: int
    source: str
    device: Device
    status: VersionStatus
    description: str
    deleted_at: Moment | None
    deleted_by: str | None


class RankedVersion(ReadSchema):
    """A version and its value of the primary metric."""

    model_name: str
    number: int
    value: float
