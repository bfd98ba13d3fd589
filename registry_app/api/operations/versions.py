"""Versions."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from mldb.schemas import (
    MLModelVersionChanges,
    MLModelVersionCreate,
    MLModelVersionDetail,
    MLModelVersionRead,
    MLModelVersionUpdate,
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
from registry_app.api.schemas import Page, ReasonQuery, SearchQuery, VersionBody, VersionListed
from registry_app.core.converters import ID
from registry_app.core.registry import AsyncRegistry

router = Router(tags=["Versions"])

ITEMS_LIMIT = 50
Include = Annotated[
    list[Annotated[str, Field(pattern=r"^(metric|param|tag)\..+$", max_length=300)]],
    Field(max_length=ITEMS_LIMIT),
]
VERSION = f"/models/{{str:name}}/versions/{{{ID}:number}}"


class VersionQuery(SearchQuery):
    """Which page of versions, and what to tell of each."""

    include: Include = Field(
        default_factory=list,
        description="Metrics, parameters and tags to tell: metric.auc, param.depth, tag.team.",
    )

    def names(self, kind: str) -> list[str]:
        """Names of the metrics, parameters or tags to tell."""
        start = f"{kind}."
        return [name.removeprefix(start) for name in self.include if name.startswith(start)]


@router.get("/versions", response=Page[VersionListed])
async def list_versions(request: APIRequest, query: Query[VersionQuery]) -> HttpResponseBase:
    """Find versions of all models, the newest first unless the query sorts them."""
    return await _found(request, query, None)


@router.get("/models/{str:name}/versions", response=Page[VersionListed])
async def list_versions_of_model(
    request: APIRequest, name: str, query: Query[VersionQuery]
) -> HttpResponseBase:
    """Find versions of one model, the highest number first unless the query sorts them."""
    await request.registry.models.get_by_name(name)
    return await _found(request, query, name)


@router.post(
    "/models/{str:name}/versions",
    response={201: MLModelVersionRead},
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def create_version(
    request: APIRequest, name: str, body: VersionBody, query: Query[ReasonQuery]
) -> HttpResponse:
    """Register the next version, with its parameters, metrics and tags, in one call."""
    given: dict[str, Any] = body.model_dump()
    version = MLModelVersionCreate(**given, model_name=name)
    return await once(
        request,
        lambda registry: registry.versions.create(version, reason=query.reason),
        lambda made: reverse("api:get_version", args=[name, made.number]),  # type: ignore[attr-defined]  # an MLModelVersionRead
    )


@router.get(VERSION, response=MLModelVersionDetail, openapi_extra=headers(IF_NONE_MATCH))
async def get_version(request: APIRequest, name: str, number: int) -> HttpResponse:
    """Read a version with its metrics, parameters, tags and aliases."""
    detail = await request.registry.version_reader.get(name, number)
    return conditional(request, detail, detail)


@router.patch(VERSION, response=MLModelVersionDetail, openapi_extra=headers(IF_MATCH))
async def update_version(
    request: APIRequest,
    name: str,
    number: int,
    body: MLModelVersionChanges,
    query: Query[ReasonQuery],
) -> HttpResponse:
    """Change a version's source, device, status or description; the rest stays as it is."""
    versions = request.registry.versions
    version = await versions.get_by_number(name, number)
    given: dict[str, Any] = body.model_dump(exclude_unset=True)
    changes = MLModelVersionUpdate(**given, row_version=required_version(request, version))
    await versions.update(version.id, changes, reason=query.reason)
    return await get_version(request, name, number)


@router.delete(VERSION, response={204: None}, openapi_extra=headers(IF_MATCH))
async def trash_version(
    request: APIRequest, name: str, number: int, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move a version to the trash, unless an alias points to it."""
    versions = request.registry.versions
    version = await versions.get_by_number(name, number)
    row_version = expected_version(request, version)
    await versions.delete(version.id, row_version=row_version, reason=query.reason)
    return nothing()


async def _found(request: APIRequest, query: VersionQuery, name: str | None) -> HttpResponseBase:
    versions = request.registry.versions

    async def dressed(rows: Sequence[MLModelVersionRead]) -> Sequence[VersionListed]:
        return await _with_summaries(request.registry, rows, query)

    if wants_lines(request):
        # Refuses what can't be read before it is too late.
        await versions.search(query.q, model_name=name, limit=1)
        pages = versions.search_all(query.q, model_name=name)
        return lines(request, (await dressed(rows) async for rows in pages))
    found = await versions.search(query.q, model_name=name, cursor=query.cursor, limit=query.limit)
    return page(request, await dressed(found.rows), found.next_cursor, found.previous_cursor)


async def _with_summaries(
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
