"""Rules for saved views."""

from collections.abc import Iterable
from typing import Final

from mldb.catalogue import EXPERIMENT, MODEL, RUN, VERSION, items_of
from mldb.errors import RuleViolationError
from mldb.search.fields import ListType

VIEWS_PER_USER: Final = 200

# The history has no selectable columns, and its query is in its URL.
KINDS: Final = (ListType.MODELS, ListType.VERSIONS, ListType.RUNS, ListType.EXPERIMENTS)
"""Lists that can have saved views."""

COLUMNS: Final = {
    ListType.MODELS: MODEL.listed,
    ListType.VERSIONS: VERSION.listed,
    ListType.RUNS: RUN.listed,
    ListType.EXPERIMENTS: EXPERIMENT.listed,
}
"""Columns by list; every metric, parameter and tag is a column too."""

_OF_VERSIONS: Final = tuple(item.query_field for item in items_of(VERSION))
ITEM_COLUMNS: Final = {
    ListType.MODELS: _OF_VERSIONS,
    ListType.VERSIONS: _OF_VERSIONS,
    ListType.RUNS: ("metric", "min", "max", "param", "tag"),
    ListType.EXPERIMENTS: ("tag",),
}
"""Beginnings of the columns with a name behind a dot, such as metric.auc."""


def check_columns(list_type: ListType, names: Iterable[str]) -> None:
    """Refuse a column that the list does not have.

    Raises:
        RuleViolationError: at `columns`.
    """
    unknown = [name for name in names if not _is_column(list_type, name)]
    if unknown:
        *items, last = (
            f"{item}.<{'key' if item == 'tag' else 'name'}>" for item in ITEM_COLUMNS[list_type]
        )
        raise RuleViolationError(
            f"There is no column {unknown[0]!r} in a list of {list_type}. Choose from "
            f"{', '.join([*COLUMNS[list_type], *items])} and {last}.",
            "columns",
        )


def check_options(list_type: ListType, curve: str | None, group_by: str | None) -> None:
    """Refuse curves and groups of a list that has none.

    Raises:
        RuleViolationError: at the one that is given.
    """
    if list_type is ListType.RUNS:
        return
    for field, value in (("curve", curve), ("group_by", group_by)):
        if value is not None:
            raise RuleViolationError("Only a list of runs has curves and groups.", field)


def check_room(number: int) -> None:
    """Refuse more than 200 views per user.

    Raises:
        RuleViolationError: the user has 200.
    """
    if number >= VIEWS_PER_USER:
        raise RuleViolationError(
            f"You have {VIEWS_PER_USER} views, and more are not kept. Delete one first."
        )


def _is_column(list_type: ListType, name: str) -> bool:
    of, _, key = name.partition(".")
    return name in COLUMNS[list_type] or (of in ITEM_COLUMNS[list_type] and bool(key))
