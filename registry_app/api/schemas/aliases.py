"""Aliases in requests and responses."""

from typing import Annotated

from pydantic import BaseModel, Field

from mldb.schemas import MLModelAliasRead
from mldb.schemas.base import WriteSchema
from mldb.schemas.registry.ml_model_alias import Expected
from mldb.values.numbers import VersionNumber
from registry_app.api.schemas.lists import PageQuery
from registry_app.api.schemas.queries import AtQuery, ReasonQuery
from registry_app.api.schemas.strict import NUMBER, Number


class ModelAliases(BaseModel):
    """The aliases of a model."""

    model_name: str = Field(description="Name of the model.", examples=["fraud-detector"])
    aliases: dict[str, MLModelAliasRead] = Field(description="Assignments by alias.")


class AliasTarget(WriteSchema):
    """The version to which an alias is pointed."""

    version: Number = Field(description="Number of the version.", examples=[3])
    expected_version: Annotated[Expected, NUMBER] = Field(
        None,
        description="The alias is moved only if it points to this version number; 0: to none.",
        examples=[2],
    )


class ExpectedQuery(ReasonQuery):
    """The reason of a change, and the version to which the alias is expected to point."""

    expected_version: Expected = Field(
        None,
        description="The alias is changed only if it points to this version number; 0: to none.",
    )


class RollBackQuery(ExpectedQuery):
    """Selects the version to which an alias is rolled back."""

    version: VersionNumber | None = Field(
        None,
        description="Number of an earlier version of the alias. Without it the alias is pointed to "
        "the version before the current one.",
    )


class MatrixQuery(AtQuery, PageQuery):
    """Selects a page of models, and a time."""
