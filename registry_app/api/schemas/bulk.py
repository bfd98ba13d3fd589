"""Bulk changes in requests and responses."""

from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas.base import WriteSchema
from mldb.values.names import Name
from mldb.values.texts import TagValue
from registry_app.api.schemas.strict import Flag


class BulkAction(StrEnum):
    """The action of a bulk change."""

    TRASH = "trash"
    TAG = "tag"
    UNTAG = "untag"


# The validator of `BulkChange` as JSON schema.
_KEY_FOR_TAGS: Final[JsonDict] = {
    "anyOf": [
        {"properties": {"action": {"const": BulkAction.TRASH.value}}},
        {"required": ["key"], "properties": {"key": {"type": "string"}}},
    ]
}


class BulkChange(WriteSchema):
    """An action on many models or versions."""

    model_config = ConfigDict(json_schema_extra=_KEY_FOR_TAGS)

    action: BulkAction = Field(description="The action.", examples=["tag"])
    names: Annotated[list[str], Field(min_length=1, max_length=BATCH_LIMIT)] = Field(
        description="Models by name, versions as model/number.", examples=[["fraud-detector"]]
    )
    key: Name | None = Field(
        None, description="Name of the tag, for `tag` and `untag`.", examples=["team"]
    )
    value: TagValue = Field("", description="Value of the tag, for `tag`.", examples=["payments"])
    dry_run: Flag = Field(
        default=False, description="Change nothing, only report the outcome.", examples=[True]
    )

    @model_validator(mode="after")
    def _tag_has_key(self) -> Self:
        if self.action is not BulkAction.TRASH and self.key is None:
            raise PydanticCustomError("key", "Name the tag: give its key.")
        return self


class RunBulkChange(BulkChange):
    """An action on many runs."""

    action: Literal[BulkAction.TRASH, BulkAction.TAG] = Field(
        description="The action.", examples=["tag"]
    )
    names: Annotated[list[str], Field(min_length=1, max_length=BATCH_LIMIT)] = Field(
        description="Ids of runs.", examples=[["1f" * 16]]
    )


class Left(BaseModel):
    """A model, version or run that was left unchanged."""

    label: str = Field(
        description="Name of the model, model/number of the version, or id of the run.",
        examples=["old"],
    )
    why: str = Field(description="Why it was left unchanged.", examples=["There is no such thing."])


class Outcome(BaseModel):
    """The outcome of a bulk change."""

    done: list[str] = Field(
        description="Models, versions or runs that were changed, or would be.",
        examples=[["fraud-detector"]],
    )
    skipped: list[Left] = Field(description="Models, versions or runs that were left unchanged.")
