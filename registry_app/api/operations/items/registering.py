"""Registers the operations that read, set and delete one item."""

from collections.abc import Callable
from typing import Any

from ninja import Path

from mldb.values.enums import Role
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import IF_MATCH, IF_NONE_MATCH
from registry_app.api.operations.items.types import ItemType

View = Callable[..., Any]
# Types that depend on the item type, which mypy can't follow.
_path: Any = Path


def typed(view: View, item_type: ItemType) -> View:
    """The view with the annotations that ninja reads: of its `owner` and, if it has one, `body`."""
    view.__annotations__["owner"] = _path[item_type.owner]
    if "body" in view.__annotations__:
        view.__annotations__["body"] = item_type.body
    return view


def register_views(  # noqa: PLR0913  # three views, and the end of their names and sentences
    group: Group,
    item_type: ItemType,
    path: str,
    *,
    get: View,
    put: View,
    delete: View,
    name_end: str = "",
    sentence_end: str = ".",
) -> None:
    """Register the views, whose names and sentences end alike."""
    name, words = f"{item_type.singular}{name_end}", item_type.words
    group.get(
        path,
        name=f"get_{name}",
        role=Role.VIEWER,
        response=item_type.read,
        headers=[IF_NONE_MATCH],
        description=f"Read a {words}{sentence_end}",
    )(typed(get, item_type))
    group.put(
        path,
        name=f"put_{name}",
        role=Role.EDITOR,
        response=item_type.read,
        headers=[IF_MATCH],
        description=f"Set a {words}, whether it exists or not{sentence_end}",
    )(typed(put, item_type))
    group.delete(
        path,
        name=f"delete_{name}",
        role=Role.EDITOR,
        response={204: None},
        headers=[IF_MATCH],
        description=f"Delete a {words}{sentence_end}",
    )(typed(delete, item_type))
