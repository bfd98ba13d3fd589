"""Comments: input and output."""

from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mldb.schemas.base import AttributedRead, UpdateSchema, WriteSchema
from mldb.values.limits import COMMENT_LENGTH
from mldb.values.names import ModelName
from mldb.values.numbers import VersionNumber
from mldb.values.texts import Text


def _said(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "Write something.")
    return text


CommentText = Annotated[
    Text, StringConstraints(min_length=1, max_length=COMMENT_LENGTH), AfterValidator(_said)
]

VERSION: Final[Any] = Field(
    description="Number of the version that it is about; null: it is about a move of an alias.",
    examples=[3],
)
ASSIGNMENT_ID: Final[Any] = Field(
    description="The `id` of the assignment of an alias that it is about; null: it is about a "
    "version.",
    examples=[None],
)
TEXT: Final[Any] = Field(
    description="Markdown; @name tells the person of this username.",
    examples=["@bob the drop in recall comes from the new filter."],
)


class MLCommentContent(WriteSchema):
    """What somebody says about a version, or about a move of an alias."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"version": 3, "text": "@bob please look at the recall."}]}
    )

    version: Annotated[VersionNumber | None, VERSION] = None
    assignment_id: Annotated[int | None, ASSIGNMENT_ID] = None
    text: Annotated[CommentText, TEXT]

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.version is None) == (self.assignment_id is None):
            raise PydanticCustomError(
                "subject", "A comment is about a version, or about a move of an alias."
            )
        return self


class MLCommentCreate(MLCommentContent):
    """A new comment on something of this model."""

    model_name: ModelName


class MLCommentChanges(WriteSchema):
    """Another text for a comment."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "The recall is fine on the whole set."}]}
    )

    text: Annotated[CommentText, TEXT]


class MLCommentUpdate(MLCommentChanges, UpdateSchema):
    """Another text for the copy of a comment that has this `row_version`."""


class MLCommentRead(AttributedRead):
    """A comment, with the names of its subject."""

    public_id: str = Field(
        description="Names it in exports and in the history.", examples=["3f2a91c40b7de856"]
    )
    model_id: int = Field(description="The `id` of its model.", examples=[12])
    model_name: str = Field(description="Name of its model.", examples=["fraud-detector"])
    version_number: int = Field(
        description="Number of the version, or of the one that the alias was moved to.",
        examples=[3],
    )
    assignment_id: Annotated[int | None, ASSIGNMENT_ID]
    alias: str | None = Field(
        description="The alias whose move it is about; null: it is about the version.",
        examples=[None],
    )
    text: Annotated[str, TEXT]

    @property
    def is_edited(self) -> bool:
        """Whether its text is another one than at first."""
        return self.row_version > 1
