"""Stars and watches of models: input and output."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from mldb.schemas.base import UNCHANGED, WriteSchema

IS_STARRED: Final[Any] = Field(
    description="Whether the model is among the caller's own first.", examples=[True]
)
IS_WATCHED: Final[Any] = Field(
    description="Whether what happens to the model comes to the caller's inbox.", examples=[True]
)


class MLModelWatchChanges(WriteSchema):
    """Star or watch a model, or stop it; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_watched": True}]})

    is_starred: Annotated[StrictBool, IS_STARRED] = UNCHANGED
    is_watched: Annotated[StrictBool, IS_WATCHED] = UNCHANGED


class MLModelWatchState(BaseModel):
    """Whether somebody stars and watches a model, and how many do."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    is_starred: Annotated[bool, IS_STARRED]
    is_watched: Annotated[bool, IS_WATCHED]
    star_count: int = Field(description="How many people have starred it.", examples=[3])
    watch_count: int = Field(description="How many people watch it.", examples=[5])


class MLModelWatchRead(BaseModel):
    """A model that somebody stars, watches, or both."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    model_id: int = Field(description="The `id` of the model.", examples=[12])
    model_name: str = Field(description="Name of the model.", examples=["fraud-detector"])
    is_starred: Annotated[bool, IS_STARRED]
    is_watched: Annotated[bool, IS_WATCHED]
