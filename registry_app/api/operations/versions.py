"""Versions."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query

from mldb.schemas import (
    MLModelVersionChanges,
    MLModelVersionCreate,
    MLModelVersionDetail,
    MLModelVersionRead,
    MLModelVersionUpdate,
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
    VersionNumberPath,
)
from registry_app.api.base.responses import no_content, page_response
from registry_app.api.schemas.lists import Page
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.versions import VersionBody, VersionListed, VersionQuery
from registry_app.core.converters import ID
from registry_app.core.registry import AsyncRegistry

group = Group(
    "Versions", "Trained artefacts of a model, numbered 1, 2, 3 …; no number is used twice."
)

VERSION = f"/models/{{str:name}}/versions/{{{ID}:number}}"


@group.get("/versions", role=Role.VIEWER, response=Page[VersionListed])
async def list_versions(request: APIRequest, query: Query[VersionQuery]) -> HttpResponseBase:
    """Find versions of all models, the newest first unless the query sorts them."""
    return await _found(request, query, None)


@group.get("/models/{str:name}/versions", role=Role.VIEWER, response=Page[VersionListed])
async def list_versions_of_model(
    request: APIRequest, name: ModelNamePath, query: Query[VersionQuery]
) -> HttpResponseBase:
    """Find versions of one model, the highest number first unless the query sorts them."""
    await request.registry.models.get_by_name(name)
    return await _found(request, query, name)


@group.post(
    "/models/{str:name}/versions",
    role=Role.EDITOR,
    response={201: MLModelVersionRead},
    headers=[IDEMPOTENCY_KEY],
)
async def create_version(
    request: APIRequest, name: ModelNamePath, body: VersionBody, query: Query[ReasonQuery]
) -> HttpResponse:
    """Register the next version, with its parameters, metrics and tags, in one call."""
    given: dict[str, Any] = body.model_dump()
    version = MLModelVersionCreate(**given, model_name=name)
    return await once(
        request,
        lambda registry: registry.versions.create(version, reason=query.reason),
        lambda made: reverse("api:get_version", args=[name, made.number]),
    )


@group.get(VERSION, role=Role.VIEWER, response=MLModelVersionDetail, headers=[IF_NONE_MATCH])
async def get_version(
    request: APIRequest, name: ModelNamePath, number: VersionNumberPath
) -> HttpResponse:
    """Read a version with its metrics, parameters, tags and aliases."""
    detail = await request.registry.version_reader.get(name, number)
    return response_with_etag(request, detail)


@group.patch(VERSION, role=Role.EDITOR, response=MLModelVersionDetail, headers=[IF_MATCH])
async def update_version(
    request: APIRequest,
    name: ModelNamePath,
    number: VersionNumberPath,
    body: MLModelVersionChanges,
    query: Query[ReasonQuery],
) -> HttpResponse:
    """Change a version's source, device, status or description; omitted fields stay as they are."""
    versions = request.registry.versions
    version = await versions.get_by_number(name, number)
    given: dict[str, Any] = body.model_dump(exclude_unset=True)
    changes = MLModelVersionUpdate(**given, row_version=required_version(request, version))
    await versions.update(version.id, changes, reason=query.reason)
    return await get_version(request, name, number)


@group.delete(VERSION, role=Role.EDITOR, response={204: None}, headers=[IF_MATCH])
async def trash_version(
    request: APIRequest, name: ModelNamePath, number: VersionNumberPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move a version to the trash, unless an alias points to it."""
    versions = request.registry.versions
    version = await versions.get_by_number(name, number)
    row_version = expected_version(request, version)
    await versions.delete(version.id, row_version=row_version, reason=query.reason)
    return no_content()


async def _found(request: APIRequest, query: VersionQuery, name: str | None) -> HttpResponseBase:
    versions = request.registry.versions

    if wants_lines(request):
        # Refuses a wrong query before the response begins.
        await versions.search(query.q, model_name=name, limit=1)
        pages = versions.search_all(query.q, model_name=name)
        return lines_response(
            request, (await _listed(request.registry, rows, query) async for rows in pages)
        )
    found = await versions.search(query.q, model_name=name, cursor=query.cursor, limit=query.limit)
    rows = await _listed(request.registry, found.rows, query)
    return page_response(request, rows, found.next_cursor, found.previous_cursor)


async def _listed(
    registry: AsyncRegistry, versions: Sequence[MLModelVersionRead], query: VersionQuery
) -> list[VersionListed]:
    summaries = await registry.version_reader.get_summaries(
        [version.id for version in versions],
        metrics=query.names("metric"),
        params=query.names("param"),
        tags=query.names("tag"),
    )
    return [
        VersionListed.model_construct(**vars(version), **vars(summaries[version.id]))
        for version in versions
    ]
