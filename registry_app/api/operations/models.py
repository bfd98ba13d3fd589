"""Models."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query, Router

from mldb.schemas import (
    MLModelChanges,
    MLModelCreate,
    MLModelDetail,
    MLModelListed,
    MLModelRead,
    MLModelUpdate,
)
from registry_app.api.base.documentation import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, headers
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.lines import lines, wants_lines
from registry_app.api.base.once import once
from registry_app.api.base.responses import (
    conditional,
    expected_version,
    nothing,
    page,
    required_version,
)
from registry_app.api.schemas import Page, ReasonQuery, SearchQuery

router = Router(tags=["Models"])


@router.get("/models", response=Page[MLModelListed])
async def list_models(request: APIRequest, query: Query[SearchQuery]) -> HttpResponseBase:
    """Find models.

    By name, unless the query sorts them otherwise; those in the trash only with `is:trashed`.
    """
    models = request.registry.models
    if wants_lines(request):
        await models.search(query.q, limit=1)  # refuses what can't be read, before it is too late
        return lines(request, models.search_all(query.q))
    found = await models.search(query.q, cursor=query.cursor, limit=query.limit)
    return page(request, found.rows, found.next_cursor, found.previous_cursor)


@router.post("/models", response={201: MLModelRead}, openapi_extra=headers(IDEMPOTENCY_KEY))
async def create_model(
    request: APIRequest, body: MLModelCreate, query: Query[ReasonQuery]
) -> HttpResponse:
    """Register a model."""
    return await once(
        request,
        lambda registry: registry.models.create(body, reason=query.reason),
        lambda model: reverse("api:get_model", args=[model.name]),  # type: ignore[attr-defined]  # an MLModelRead
    )


@router.get("/models/{str:name}", response=MLModelDetail, openapi_extra=headers(IF_NONE_MATCH))
async def get_model(request: APIRequest, name: str) -> HttpResponse:
    """Read a model, with its tags and where its aliases point."""
    detail = await request.registry.model_reader.get(name)
    return conditional(request, detail, detail)


@router.patch("/models/{str:name}", response=MLModelDetail, openapi_extra=headers(IF_MATCH))
async def update_model(
    request: APIRequest, name: str, body: MLModelChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change a model's name, description or primary metric; what is not given stays as it is.

    A name must be one that no model ever had. The old name leads nowhere, but tells the new one.
    """
    models = request.registry.models
    model = await models.get_by_name(name)
    changes = _update(body, required_version(request, model))
    changed = await models.update(model.id, changes, reason=query.reason)
    return await get_model(request, changed.name)


@router.delete("/models/{str:name}", response={204: None}, openapi_extra=headers(IF_MATCH))
async def trash_model(request: APIRequest, name: str, query: Query[ReasonQuery]) -> HttpResponse:
    """Move a model to the trash, unless an alias points to one of its versions."""
    models = request.registry.models
    model = await models.get_by_name(name)
    row_version = expected_version(request, model)
    await models.delete(model.id, row_version=row_version, reason=query.reason)
    return nothing()


def _update(changes: MLModelChanges, row_version: int) -> MLModelUpdate:
    given: dict[str, Any] = changes.model_dump(exclude_unset=True)
    return MLModelUpdate(**given, row_version=row_version)
