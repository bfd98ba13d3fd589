"""Metrics, parameters and tags that a parameter names, so that no client changes the name.

Whoever sends a request resolves `.` and `..` in its path; a query is sent as it is.
"""

from typing import Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, Field, TypeAdapter

from mldb.values.names import Name
from registry_app.api.base.gate import APIRequest
from registry_app.api.operations.items import KINDS, Items, read_item, remove_item, route, set_item
from registry_app.api.schemas import ReasonQuery

router = Router(tags=["Metrics, parameters, tags"])


class ItemQuery(BaseModel):
    """Which item."""

    item: str = Field(
        description="Name of the metric, parameter or tag.",
        examples=["./data/test.csv/auc"],
        json_schema_extra=TypeAdapter(Name).json_schema(),
    )


class ItemChangeQuery(ItemQuery, ReasonQuery):
    """Which item, and why."""


def _operations(router: Router, kind: Items) -> None:
    async def get_item(
        request: APIRequest, place: Path[Any], query: Query[ItemQuery]
    ) -> HttpResponse:
        return await read_item(kind, request, place, query.item)

    async def put_item(
        request: APIRequest, place: Path[Any], body: Any, query: Query[ItemChangeQuery]
    ) -> HttpResponse:
        return await set_item(kind, request, place, query.item, body.value, query.reason)

    async def delete_item(
        request: APIRequest, place: Path[Any], query: Query[ItemChangeQuery]
    ) -> HttpResponse:
        return await remove_item(kind, request, place, query.item, query.reason)

    # "…/metrics" is the list, "…/metric?item=" one of them.
    address = kind.address.removesuffix("s")
    route(router, kind, address, (get_item, put_item, delete_item), ending="_by_name")


for _kind in KINDS:
    _operations(router, _kind)
