"""Metrics, parameters and tags: four operations on each kind, alike for all."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel

from mldb.schemas import (
    MLMetricBatch,
    MLMetricCreate,
    MLMetricRead,
    MLMetricUpdate,
    MLModelTagCreate,
    MLModelTagRead,
    MLModelTagUpdate,
    MLModelVersionParamCreate,
    MLModelVersionParamRead,
    MLModelVersionParamUpdate,
    MLModelVersionTagCreate,
    MLModelVersionTagRead,
    MLModelVersionTagUpdate,
)
from registry_app.api.base.documentation import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, headers
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.once import once
from registry_app.api.base.responses import conditional, expected_version, nothing, page
from registry_app.api.operations.versions import VERSION
from registry_app.api.schemas import (
    MetricBody,
    MetricsBody,
    Page,
    PageQuery,
    ParamBody,
    ReasonQuery,
    Recorded,
    TagBody,
)
from registry_app.core.registry import AsyncRegistry

MODEL: Final = "/models/{str:name}"
NAMED: Final = (
    "For names that a client or a proxy would change as part of a path: `.` and `..` between "
    "slashes, also written `%2e`, or two slashes. Any other name works as well."
)
# Types that only running the code tells.
_path: Any = Path
_page: Any = Page


class OfModel(BaseModel):
    """The model that an item belongs to."""

    name: str


class OfVersion(OfModel):
    """The version that an item belongs to."""

    number: int


@dataclass(frozen=True)
class Items:
    """A kind of item: where it is, which service keeps it, and what goes in and out."""

    singular: str
    plural: str
    address: str
    owner: type[OfModel]
    service: str
    create: type[Any]
    update: type[Any]
    read: type[Any]
    body: type[BaseModel]
    owner_field: str = "version_id"
    name_field: str = "key"

    def of(self, registry: AsyncRegistry) -> Any:
        """The service."""
        return getattr(registry, self.service)

    @property
    def words(self) -> str:
        """What one is called in a sentence."""
        return self.singular.replace("_", " ")


METRICS: Final = Items(
    "metric",
    "metrics",
    f"{VERSION}/metrics",
    OfVersion,
    "metrics",
    MLMetricCreate,
    MLMetricUpdate,
    MLMetricRead,
    MetricBody,
    name_field="name",
)
PARAMS: Final = Items(
    "parameter",
    "parameters",
    f"{VERSION}/params",
    OfVersion,
    "params",
    MLModelVersionParamCreate,
    MLModelVersionParamUpdate,
    MLModelVersionParamRead,
    ParamBody,
    name_field="name",
)
VERSION_TAGS: Final = Items(
    "version_tag",
    "version_tags",
    f"{VERSION}/tags",
    OfVersion,
    "version_tags",
    MLModelVersionTagCreate,
    MLModelVersionTagUpdate,
    MLModelVersionTagRead,
    TagBody,
)
MODEL_TAGS: Final = Items(
    "model_tag",
    "model_tags",
    f"{MODEL}/tags",
    OfModel,
    "model_tags",
    MLModelTagCreate,
    MLModelTagUpdate,
    MLModelTagRead,
    TagBody,
    owner_field="model_id",
)


def _operations(router: Router, kind: Items) -> None:
    """List items of this kind, and read, set and delete one that the path names."""

    async def list_items(
        request: APIRequest, place: Path[Any], query: Query[PageQuery]
    ) -> HttpResponse:
        owner_id = await _owner(request.registry, place)
        service = kind.of(request.registry)
        items = await service.get_of_owner(owner_id, after=query.cursor or "", limit=query.limit)
        # A full page may be the last one; the next is then empty.
        goes_on = len(items) == query.limit
        return page(request, items, getattr(items[-1], kind.name_field) if goes_on else None)

    async def get_item(request: APIRequest, place: Path[Any], item: str) -> HttpResponse:
        return await read_item(kind, request, place, item)

    async def put_item(
        request: APIRequest, place: Path[Any], item: str, body: Any, query: Query[ReasonQuery]
    ) -> HttpResponse:
        return await set_item(kind, request, place, item, body.value, query.reason)

    async def delete_item(
        request: APIRequest, place: Path[Any], item: str, query: Query[ReasonQuery]
    ) -> HttpResponse:
        return await remove_item(kind, request, place, item, query.reason)

    # What ninja reads; one function serves kinds that differ in nothing else.
    list_items.__annotations__["place"] = _path[kind.owner]
    router.get(
        kind.address,
        response=_page[kind.read],
        operation_id=f"list_{kind.plural}",
        description=f"List the {kind.words}s, by name.",
    )(list_items)
    route(router, kind, f"{kind.address}/{{path:item}}", (get_item, put_item, delete_item))


def route(
    router: Router, kind: Items, address: str, handlers: tuple[Any, Any, Any], ending: str = ""
) -> None:
    """Operations that read, set and delete one item; the endings of their names and sentences."""
    get_item, put_item, delete_item = handlers
    for handler in handlers:
        handler.__annotations__["place"] = _path[kind.owner]
    put_item.__annotations__["body"] = kind.body
    note = f", named by a parameter.\n{NAMED}" if ending else "."

    def documented(verb: str, sentence: str, *parameters: dict[str, Any]) -> dict[str, Any]:
        return {
            "operation_id": f"{verb}_{kind.singular}{ending}",
            "description": f"{sentence}{note}",
            "openapi_extra": headers(*parameters),
        }

    words = kind.words
    router.get(address, response=kind.read, **documented("get", f"Read a {words}", IF_NONE_MATCH))(
        get_item
    )
    router.put(
        address,
        response=kind.read,
        **documented("put", f"Set a {words}, whether it is there or not", IF_MATCH),
    )(put_item)
    router.delete(
        address, response={204: None}, **documented("delete", f"Delete a {words}", IF_MATCH)
    )(delete_item)


async def read_item(kind: Items, request: APIRequest, place: Any, item: str) -> HttpResponse:
    """The item."""
    row = await _item(kind, request.registry, place, item)
    return conditional(request, row, row)


async def set_item(
    kind: Items, request: APIRequest, place: Any, item: str, value: Any, reason: str | None
) -> HttpResponse:
    """The item with this value; with `If-Match` only if it is there, and in that state."""
    service = kind.of(request.registry)
    if "If-Match" in request.headers:
        row = await _item(kind, request.registry, place, item)
        version = expected_version(request, row) or row.row_version
        changes = kind.update(value=value, row_version=version)
        row = await service.update(row.id, changes, reason=reason)
    else:
        owner_id = await _owner(request.registry, place)
        named = {kind.owner_field: owner_id, kind.name_field: item}
        row = await service.put(kind.create(**named, value=value), reason=reason)
    return conditional(request, row, row)


async def remove_item(
    kind: Items, request: APIRequest, place: Any, item: str, reason: str | None
) -> HttpResponse:
    """Delete the item."""
    row = await _item(kind, request.registry, place, item)
    row_version = expected_version(request, row)
    await kind.of(request.registry).delete(row.id, row_version=row_version, reason=reason)
    return nothing()


async def _owner(registry: AsyncRegistry, place: Any) -> int:
    if isinstance(place, OfVersion):
        return (await registry.versions.get_by_number(place.name, place.number)).id
    return (await registry.models.get_by_name(place.name)).id


async def _item(kind: Items, registry: AsyncRegistry, place: Any, item: str) -> Any:
    return await kind.of(registry).get_by_name(await _owner(registry, place), item)


router = Router(tags=["Metrics, parameters, tags"])


@router.post(METRICS.address, response=Recorded, openapi_extra=headers(IDEMPOTENCY_KEY))
async def record_metrics(
    request: APIRequest, name: str, number: int, body: MetricsBody, query: Query[ReasonQuery]
) -> HttpResponse:
    """Record up to 10,000 metrics at once: all of them, or none."""

    async def record(registry: AsyncRegistry) -> Recorded:
        version = await registry.versions.get_by_number(name, number)
        batch = MLMetricBatch.model_construct(version_id=version.id, metrics=body.metrics)
        return Recorded(changed=await registry.metrics.record(batch, reason=query.reason))

    return await once(request, record)


KINDS: Final = (METRICS, PARAMS, VERSION_TAGS, MODEL_TAGS)
for _kind in KINDS:
    _operations(router, _kind)
