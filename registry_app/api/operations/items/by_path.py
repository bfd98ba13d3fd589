"""Lists of items, and items whose name is in the path."""

from typing import Any

from django.http import HttpResponse
from ninja import Path, Query

from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import ItemPath
from registry_app.api.base.responses import page_response
from registry_app.api.operations.items import actions
from registry_app.api.operations.items.registering import register_views, typed
from registry_app.api.operations.items.types import ItemType
from registry_app.api.schemas.lists import Page, PageQuery
from registry_app.api.schemas.queries import ReasonQuery

# A type that depends on the item type, which mypy can't follow.
_page: Any = Page


def register(group: Group, item_type: ItemType) -> None:
    """Register the operations on items of this type."""

    async def list_items(
        request: APIRequest, owner: Path[Any], query: Query[PageQuery]
    ) -> HttpResponse:
        owner_id = await owner.owner_id(request.registry)
        items = await item_type.of(request.registry).get_of_owner(
            owner_id, after=query.cursor or "", limit=query.limit
        )
        # A full page may be the last one; the next page is then empty.
        is_full = len(items) == query.limit
        cursor = getattr(items[-1], item_type.name_field) if is_full else None
        return page_response(request, items, cursor)

    async def get_item(request: APIRequest, owner: Path[Any], item: ItemPath) -> HttpResponse:
        return await actions.get_item(item_type, request, owner, item)

    async def put_item(
        request: APIRequest, owner: Path[Any], item: ItemPath, body: Any, query: Query[ReasonQuery]
    ) -> HttpResponse:
        return await actions.put_item(item_type, request, owner, item, body.value, query.reason)

    async def delete_item(
        request: APIRequest, owner: Path[Any], item: ItemPath, query: Query[ReasonQuery]
    ) -> HttpResponse:
        return await actions.delete_item(item_type, request, owner, item, query.reason)

    group.get(
        item_type.path,
        name=f"list_{item_type.plural}",
        role=Role.VIEWER,
        response=_page[item_type.read],
        description=f"List the {item_type.words}s, by name.",
    )(typed(list_items, item_type))
    register_views(
        group,
        item_type,
        f"{item_type.path}/{{path:item}}",
        get=get_item,
        put=put_item,
        delete=delete_item,
    )
