"""Cells of the lists as HTML.

Functions and no template: cells are most of a list (docs/decisions/0009-page-speed.md). Whatever
somebody wrote passes `escape`: Python's own, which takes a third of markupsafe's time.
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any, Final

from mldb.schemas import EntityRef
from registry_app.accounts.account import StaffAccount
from registry_app.web.kit.numbers import SIGNIFICANT
from registry_app.web.presentation.pieces import in_trash
from registry_app.web.presentation.values import ago, number, shown

Cell = Callable[..., str]
"""HTML of a cell, made from its row and from what the row has in this column.

That of a number also takes how many digits it needs to look different from others in its column.
"""

remembered: Final = lru_cache(maxsize=4096)
"""For what depends on a few words only: lists show the same ones row by row and day by day."""


def text(label: str = "") -> Cell:
    """Any value; on a narrow page the label stands before it."""
    start = _start(label)
    return lambda _, value: f"{start}{escape(str(value))}</td>"


def short_text(label: str) -> Cell:
    """A value that may be long, or missing, in short."""
    start = _start(label, "wrap lines")
    return lambda _, value: f"{start}<bdi>{escape(shown(value))}</bdi></td>"


def moment(label: str = "") -> Cell:
    """A time."""
    start = _start(label, "text-nowrap")
    return lambda _, value: f"{start}{ago(value)}</td>"


def metric(name: str, best_of: str = "") -> Cell:
    """The value of a metric; of the best one it says of which ones it is: `best of those found`."""
    best, start = "", '<td class="number">'
    if best_of:
        best = f'<span class="visually-hidden"> ({escape(best_of)})</span>'
        start = f'<td class="number best" title="{escape(best_of)}">'
    label = f'<span class="stack-label" aria-hidden="true">{escape(name)}</span>'

    def cell(_: Any, value: float | None, digits: int = SIGNIFICANT) -> str:
        return f"{start}{label} {number(value, digits)}{best}</td>"

    return cell


@remembered
def named(address: str, title: str, choice: str | None) -> str:
    """The name of a row, which leads to its page; before it the box that chooses `choice`."""
    shown, box = escape(title), ""
    if choice is not None:
        box = (
            f'<input class="form-check-input" type="checkbox" name="v" value="{escape(choice)}"'
            f' aria-label="Choose {shown}"> '
        )
    return f'{box}<a class="row-link" dir="auto" href="{escape(address)}">{shown}</a>'


def trashed(title: str, entry: EntityRef, user: StaffAccount) -> str:
    """The name of a row that lies in the trash."""
    return f'<span class="row-title" dir="auto">{escape(title)}</span> {in_trash(entry, user)}'


def _start(label: str, css: str = "") -> str:
    classes = f' class="{css}"' if css else ""
    labels = f' data-label="{escape(label)}"' if label else ""
    return f"<td{classes}{labels}>"
