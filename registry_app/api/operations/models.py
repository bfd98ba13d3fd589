"""Models."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query

from mldb.schemas import (
    MLModelChanges,
    MLModelCreate,
    MLModelDetail,
    MLModelListed,
    MLModelRead,
    MLModelUpdate,
)
from mldb.values.enums import Role
from registry_app.api.base.etags import expected_version, required_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.lines import lines_response, wants_lines
from registry_app.api.base.once import once
from registry_app.api.base.parameters import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    ModelNamePath,
)
from registry_app.api.base.responses import no_content, page_response
from registry_app.api.schemas.lists import Page, SearchQuery
from registry_app.api.schemas.queries import ReasonQuery

group = Group("Models", "Named lines of versions. A model's old name leads to its new one.")
_ONE = "/models/{str:name}"


@group.get("/models", role=Role.VIEWER, response=Page[MLModelListed])
async def list_models(request: APIRequest, query: Query[SearchQuery]) -> HttpResponseBase:
    """Find models.

    By name, unless the query sorts them; models in the trash only with `is:trashed`.
    """
    models = request.registry.models
    if wants_lines(request):
        await models.search(query.q, limit=1)  # refuses a wrong query before the response begins
        return lines_response(request, models.search_all(query.q))
    found = await models.search(query.q, cursor=query.cursor, limit=query.limit)
    return page_response(request, found.rows, found.next_cursor, found.previous_cursor)


@group.post("/models", role=Role.EDITOR, response={201: MLModelRead}, headers=[IDEMPOTENCY_KEY])
async def create_model(
    request: APIRequest, body: MLModelCreate, query: Query[ReasonQuery]
) -> HttpResponse:
    """Register a model."""
    return await once(
        request,
        lambda registry: registry.models.create(body, reason=query.reason),
        lambda model: reverse("api:get_model", args=[model.name]),
    )


@group.get(_ONE, role=Role.VIEWER, response=MLModelDetail, headers=[IF_NONE_MATCH])
async def get_model(request: APIRequest, name: ModelNamePath) -> HttpResponse:
    """Read a model, with its tags and aliases."""
    detail = await request.registry.model_reader.get(name)
    return response_with_etag(request, detail)


@group.patch(_ONE, role=Role.EDITOR, response=MLModelDetail, headers=[IF_MATCH])
async def update_model(
    request: APIRequest, name: ModelNamePath, body: MLModelChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change a model's name, description or primary metric; omitted fields stay as they are.

    No model may ever have had the new name. A request with the old name is refused with the new
    one.
    """
    models = request.registry.models
    model = await models.get_by_name(name)
    changes = _update(body, required_version(request, model))
    changed = await models.update(model.id, changes, reason=query.reason)
    return await get_model(request, changed.name)


@group.delete(_ONE, role=Role.EDITOR, response={204: None}, headers=[IF_MATCH])
async def trash_model(
    request: APIRequest, name: ModelNamePath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move a model to the trash, unless an alias points to one of its versions."""
    models = request.registry.models
    model = await models.get_by_name(name)
    row_version = expected_version(request, model)
    await models.delete(model.id, row_version=row_version, reason=query.reason)
    return no_content()


def _update(changes: MLModelChanges, row_version: int) -> MLModelUpdate:
    given: dict[str, Any] = changes.model_dump(exclude_unset=True)
    return MLModelUpdate(**given, row_version=row_version)
