"""Columns to choose from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mldb.schemas import MLModelVersionItemNames
from registry_app.web.lists.columns import ITEMS, Column, Columns

_HEADINGS: Final = {"metric": "Metrics", "param": "Parameters", "tag": "Tags"}


@dataclass(frozen=True)
class Choice:
    """A column that can be chosen."""

    name: str
    heading: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """Further columns of one item type, by name; `is_cut` if there are more than these."""

    kind: str
    heading: str
    choices: list[Choice]
    is_cut: bool


@dataclass(frozen=True)
class Choices:
    """The list's own columns and those that are shown, in their order; then all others."""

    columns: list[Choice]
    groups: list[Group]


def choices(
    columns: Columns, of_list: Mapping[str, Column], names: MLModelVersionItemNames
) -> Choices:
    """The columns that are shown, and what else there is."""
    chosen = [Choice(column.name, column.heading, is_chosen=True) for column in columns.shown]
    there = {choice.name for choice in chosen}
    own = (
        Choice(column.name, column.heading, is_chosen=False)
        for column in of_list.values()
        if column.name not in there
    )
    return Choices([*chosen, *own], list(_groups(names, there)))


def _groups(names: MLModelVersionItemNames, there: set[str]) -> Iterator[Group]:
    for kind, plural in ITEMS.items():
        others = [
            Choice(f"{kind}.{key}", key, is_chosen=False)
            for key in getattr(names, plural)
            if f"{kind}.{key}" not in there
        ]
        if others:
            yield Group(kind, _HEADINGS[kind], others, plural in names.cut)
