"""The trash: what lies there is found by the query `is:trashed`; here it is restored or purged."""

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from mldb.schemas import MLModelRead, MLModelVersionRead
from mldb.schemas.base import WriteSchema
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.responses import answer, nothing
from registry_app.api.schemas import Number, ReasonQuery
from registry_app.core.converters import ID

router = Router(tags=["Trash"])

_MODEL = f"/trash/models/{{{ID}:row_id}}"
_VERSION = f"/trash/versions/{{{ID}:row_id}}"


class ModelRestoration(WriteSchema):
    """Selects the versions to restore with a model."""

    numbers: list[Number] | None = Field(
        None,
        max_length=1_000,
        description="Numbers of the versions; null: all that were deleted with the model.",
        examples=[[1, 3]],
    )


class Confirmation(WriteSchema):
    """Confirms that a model or version is to be purged."""

    confirmation: str = Field(
        max_length=300,
        description="Its name, typed again: of a model, or model/number of a version.",
        examples=["fraud-detector"],
    )


@router.post(f"{_MODEL}/restore", response=MLModelRead)
async def restore_model(
    request: APIRequest, row_id: int, body: ModelRestoration, query: Query[ReasonQuery]
) -> HttpResponse:
    """Bring a model back out of the trash, with all of its versions or with some."""
    models = request.registry.models
    if body.numbers is None:
        return answer(await models.restore(row_id, reason=query.reason))
    restored = await models.restore_with_versions(row_id, body.numbers, reason=query.reason)
    return answer(restored)


@router.post(f"{_MODEL}/purge", response={204: None})
async def purge_model(
    request: APIRequest, row_id: int, body: Confirmation, query: Query[ReasonQuery]
) -> HttpResponse:
    """Remove a model that lies in the trash for good, with its versions; its history stays."""
    await request.registry.models.purge(row_id, body.confirmation, reason=query.reason)
    return nothing()


@router.post(f"{_VERSION}/restore", response=MLModelVersionRead)
async def restore_version(
    request: APIRequest, row_id: int, query: Query[ReasonQuery]
) -> HttpResponse:
    """Bring a version back out of the trash."""
    return answer(await request.registry.versions.restore(row_id, reason=query.reason))


@router.post(f"{_VERSION}/purge", response={204: None})
async def purge_version(
    request: APIRequest, row_id: int, body: Confirmation, query: Query[ReasonQuery]
) -> HttpResponse:
    """Remove a version that lies in the trash for good; its number is never given out again."""
    await request.registry.versions.purge(row_id, body.confirmation, reason=query.reason)
    return nothing()
