"""Items whose name is a query parameter, which no client or proxy changes.

Clients resolve `.` and `..` in a path before they send it.
"""

from typing import Any, Final

from django.http import HttpResponse
from ninja import Path, Query

from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.operations.items import actions
from registry_app.api.operations.items.registering import register_views
from registry_app.api.operations.items.types import ItemType
from registry_app.api.schemas.items import ItemChangeQuery, ItemQuery

_SENTENCE_END: Final = (
    ", named by a parameter.\n"
    "For names that a client or a proxy would change in a path: `.` and `..` between slashes, also "
    "written `%2e`, or two slashes. Any other name works as well."
)


def register(group: Group, item_type: ItemType) -> None:
    """Register the operations on items of this type."""

    async def get_item(
        request: APIRequest, owner: Path[Any], query: Query[ItemQuery]
    ) -> HttpResponse:
        return await actions.get_item(item_type, request, owner, query.item)

    async def put_item(
        request: APIRequest, owner: Path[Any], body: Any, query: Query[ItemChangeQuery]
    ) -> HttpResponse:
        return await actions.put_item(
            item_type, request, owner, query.item, body.value, query.reason
        )

    async def delete_item(
        request: APIRequest, owner: Path[Any], query: Query[ItemChangeQuery]
    ) -> HttpResponse:
        return await actions.delete_item(item_type, request, owner, query.item, query.reason)

    register_views(
        group,
        item_type,
        # "…/metrics" is the list, "…/metric?item=" one of them.
        item_type.path.removesuffix("s"),
        get=get_item,
        put=put_item,
        delete=delete_item,
        name_end="_by_name",
        sentence_end=_SENTENCE_END,
    )
