"""Reading, setting and deleting one item of any item type."""

from typing import Any

from django.http import HttpResponse

from registry_app.api.base.etags import expected_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.responses import no_content
from registry_app.api.operations.items.types import ItemType, OwnerPath


async def get_item(
    item_type: ItemType, request: APIRequest, owner: OwnerPath, item: str
) -> HttpResponse:
    """The item."""
    return response_with_etag(request, await _item(item_type, request, owner, item))


async def put_item(  # an item, its value, and why
    item_type: ItemType,
    request: APIRequest,
    owner: OwnerPath,
    item: str,
    value: Any,
    reason: str | None,
) -> HttpResponse:
    """The item with this value; with `If-Match` only an existing one in that state."""
    service = item_type.of(request.registry)
    if "If-Match" in request.headers:
        row = await _item(item_type, request, owner, item)
        version = expected_version(request, row) or row.row_version
        changes = item_type.update(value=value, row_version=version)
        row = await service.update(row.id, changes, reason=reason)
    else:
        owner_id = await owner.owner_id(request.registry)
        named = {item_type.owner_field: owner_id, item_type.name_field: item}
        row = await service.put(item_type.create(**named, value=value), reason=reason)
    return response_with_etag(request, row)


async def delete_item(
    item_type: ItemType, request: APIRequest, owner: OwnerPath, item: str, reason: str | None
) -> HttpResponse:
    """Delete the item."""
    row = await _item(item_type, request, owner, item)
    row_version = expected_version(request, row)
    await item_type.of(request.registry).delete(row.id, row_version=row_version, reason=reason)
    return no_content()


async def _item(item_type: ItemType, request: APIRequest, owner: OwnerPath, item: str) -> Any:
    owner_id = await owner.owner_id(request.registry)
    return await item_type.of(request.registry).get_by_name(owner_id, item)
