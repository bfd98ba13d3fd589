"""Datasets that runs read: input."""

from typing import Annotated

from pydantic import Field, StringConstraints

from mldb.schemas.base import WriteSchema
from mldb.values.limits import DATASET_TEXT_LENGTH, NAME_LENGTH
from mldb.values.names import ExperimentName, Name
from mldb.values.texts import Opaque

_Word = Annotated[Opaque, StringConstraints(strip_whitespace=True, max_length=NAME_LENGTH)]
_Document = Annotated[Opaque, StringConstraints(max_length=DATASET_TEXT_LENGTH)]


class DatasetInput(WriteSchema):
    """A dataset that a run reads; name and digest identify it within an experiment."""

    name: ExperimentName = Field(description="Name of the dataset.", examples=["transactions"])
    digest: Name = Field(description="Digest of its content.", examples=["9f86d081"])
    source_type: _Word = Field(default="", description="Type of its source.", examples=["s3"])
    source: _Document = Field(default="", description="Where it lies.", examples=["s3://bucket/t"])
    # A field named `schema` would hide a method of Pydantic.
    schema_: _Document = Field(
        default="", alias="schema", description="Its columns, mostly as JSON.", examples=[""]
    )
    profile: _Document = Field(
        default="", description="Facts such as its number of rows, mostly as JSON.", examples=[""]
    )
    context: _Word = Field(
        default="", description="What the run reads it for.", examples=["training"]
    )
