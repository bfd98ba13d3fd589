"""Records of artifacts."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mldb.transfer.records.base import BaseRecord
from mldb.values.digests import SHA256
from mldb.values.limits import MEDIA_TYPE_LENGTH
from mldb.values.names import LoggedModelId, ModelName, Name, RunId
from mldb.values.numbers import VersionNumber
from mldb.values.paths import ArtifactPath
from mldb.values.texts import Line
from mldb.values.times import Moment

_MediaType = Annotated[Line, StringConstraints(min_length=1, max_length=MEDIA_TYPE_LENGTH)]


class ArtifactRecord(BaseRecord):
    """A file of a run, a logged model or a version; the digest names its content.

    The bytes may be in the same export, as `contents/<sha256>`.
    """

    type_name: ClassVar[str] = "artifacts"

    run: RunId | None = None
    logged_model: LoggedModelId | None = None
    model: ModelName | None = None
    version: VersionNumber | None = None
    path: ArtifactPath
    sha256: SHA256
    size_bytes: Annotated[int, Field(ge=0)]
    media_type: _MediaType
    created_at: Moment
    created_by: Name
    created_via: Name | None = None

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        owners = (self.run, self.logged_model, self.version)
        if sum(owner is not None for owner in owners) != 1:
            raise PydanticCustomError(
                "owner", "A file belongs to a run, a logged model or a version."
            )
        if (self.model is None) != (self.version is None):
            raise PydanticCustomError("owner", "A version is a model and a number.")
        return self

    def __str__(self) -> str:
        return f"the file {self.path!r} of {self.owner}"

    @property
    def owner(self) -> str:
        """What it belongs to, in a sentence."""
        if self.run is not None:
            return f"the run {self.run}"
        if self.logged_model is not None:
            return f"the logged model {self.logged_model}"
        return f"{self.model}/{self.version}"
