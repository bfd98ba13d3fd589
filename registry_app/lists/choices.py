"""Columns to choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mldb.schemas import MLModelVersionItemNames
from registry_app.lists.columns import ITEMS, Column, Columns


@dataclass(frozen=True)
class Choice:
    """A column that can be chosen."""

    name: str
    heading: str
    is_chosen: bool


def choices(
    columns: Columns, of_list: Mapping[str, Column], names: MLModelVersionItemNames
) -> list[Choice]:
    """The columns that are shown, in their order, and then what else the rows have."""
    chosen = [Choice(column.name, column.heading, True) for column in columns.shown]  # noqa: FBT003  # the field's name says it
    there = {choice.name for choice in chosen}
    offered = [*((column.name, column.heading) for column in of_list.values()), *_items(names)]
    return chosen + [
        Choice(name, heading, is_chosen=False) for name, heading in offered if name not in there
    ]


def _items(names: MLModelVersionItemNames) -> Iterable[tuple[str, str]]:
    for kind, plural in ITEMS.items():
        yield from ((f"{kind}.{key}", key) for key in getattr(names, plural))
