"""Restoring and purging in requests."""

from pydantic import Field

from mldb.schemas.base import WriteSchema
from registry_app.api.schemas.strict import Number


class ModelRestoration(WriteSchema):
    """Selects the versions to restore with a model."""

    numbers: list[Number] | None = Field(
        None,
        max_length=1_000,
        description="Numbers of the versions; null: all that were deleted with the model.",
        examples=[[1, 3]],
    )


class Confirmation(WriteSchema):
    """Confirms that something is to be purged."""

    confirmation: str = Field(
        max_length=500,
        description="Its name, typed again: model/number of a version, `public_id` of a run.",
        examples=["fraud-detector"],
    )
