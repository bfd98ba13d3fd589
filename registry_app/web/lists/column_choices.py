"""The form that selects columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from mldb.schemas import MLModelVersionItemNames
from mldb.search.pattern import folded
from registry_app.web.lists.columns import ITEMS, Column, Columns

_HEADINGS: Final = {
    "metric": "Metrics",
    "min": "Least values",
    "max": "Greatest values",
    "param": "Parameters",
    "tag": "Tags",
}


@dataclass(frozen=True)
class ColumnChoice:
    """A column that can be selected; `item_type` is empty for one of the list's own columns."""

    name: str
    heading: str
    is_selected: bool
    item_type: str = ""

    @classmethod
    def of(cls, column: Column, *, is_selected: bool) -> "ColumnChoice":
        """The choice of this column."""
        return cls(column.name, column.heading, is_selected, column.field if column.key else "")


@dataclass(frozen=True)
class ColumnGroup:
    """Columns of one item type that are not shown, by name; `is_cut` if there are more.

    `newest_runs` if the names are those of so many of the newest runs, and there are more runs.
    """

    item_type: str
    heading: str
    choices: list[ColumnChoice]
    is_cut: bool
    newest_runs: int | None = None


@dataclass(frozen=True)
class ColumnChoices:
    """The shown columns in their order, the list's other columns, and items by type.

    `contains` is the text that the names of the items have.
    """

    selected: list[ColumnChoice]
    others: list[ColumnChoice]
    groups: list[ColumnGroup]
    contains: str = ""

    @classmethod
    def of(
        cls,
        columns: Columns,
        available: Mapping[str, Column],
        names: MLModelVersionItemNames,
        items: Mapping[str, str] = ITEMS,
        contains: str = "",
    ) -> "ColumnChoices":
        """The choices for a list with these columns."""
        selected = [ColumnChoice.of(column, is_selected=True) for column in columns.shown]
        shown = {choice.name for choice in selected}
        others = (
            ColumnChoice.of(column, is_selected=False)
            for column in available.values()
            if column.name not in shown
        )
        return cls(
            selected, list(others), list(_groups(names, shown, items, folded(contains))), contains
        )


def contained(request: HttpRequest) -> str:
    """The text that the names of the items to choose from are to have."""
    return request.GET.get("names", "").strip()


def _groups(
    names: MLModelVersionItemNames, shown: set[str], items: Mapping[str, str], wanted: str
) -> Iterator[ColumnGroup]:
    for item_type, plural in items.items():
        others = [
            ColumnChoice(f"{item_type}.{key}", key, is_selected=False, item_type=item_type)
            for key in getattr(names, plural)
            if f"{item_type}.{key}" not in shown and wanted in folded(key)
        ]
        if others:
            newest = None if plural == "metrics" else getattr(names, "newest_runs", None)
            yield ColumnGroup(item_type, _HEADINGS[item_type], others, plural in names.cut, newest)
