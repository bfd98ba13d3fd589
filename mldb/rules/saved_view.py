"""Rules for saved views."""

from collections.abc import Iterable
from typing import Final

from mldb.catalogue import MODEL, VERSION, items_of
from mldb.errors import RuleViolationError
from mldb.search.fields import ListType

VIEWS_PER_USER: Final = 200

# The history has no selectable columns, and its query is in its URL.
KINDS: Final = (ListType.MODELS, ListType.VERSIONS)
"""Lists that can have saved views."""

COLUMNS: Final = {ListType.MODELS: MODEL.listed, ListType.VERSIONS: VERSION.listed}
"""Columns by list; every metric, parameter and tag is a column too."""

ITEM_COLUMNS: Final = tuple(item.query_field for item in items_of(VERSION))


def check_columns(list_type: ListType, names: Iterable[str]) -> None:
    """Refuse a column that the list does not have.

    Raises:
        RuleViolationError: at `columns`.
    """
    unknown = [name for name in names if not _is_column(list_type, name)]
    if unknown:
        raise RuleViolationError(
            f"There is no column {unknown[0]!r} in a list of {list_type}. Choose from "
            f"{', '.join(COLUMNS[list_type])}, metric.<name>, param.<name> and tag.<key>.",
            "columns",
        )


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
    return name in COLUMNS[list_type] or (of in ITEM_COLUMNS and bool(key))
