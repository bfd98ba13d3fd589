"""Orders of MLflow's clients, such as `metrics.auc DESC`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mldb.errors import QuerySyntaxError
from mldb.search.mlflow.filters import Key, key_of

ORDERS: Final = 20
"""Most keys of one order."""

_ORDER: Final = re.compile(r"\s*(.+?)(?:\s+(ASC|DESC))?\s*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Order:
    """A key that a list is sorted by."""

    key: Key
    is_descending: bool = False


def orders_of(texts: Sequence[str]) -> tuple[Order, ...]:
    """The keys of an order, the first counts most.

    Raises:
        QuerySyntaxError: one can't be read or is given twice, or there are too many.
    """
    if len(texts) > ORDERS:
        raise QuerySyntaxError(f"A list is sorted by at most {ORDERS} keys.", 0)
    orders = tuple(_order(text) for text in texts)
    keys = [order.key for order in orders]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise QuerySyntaxError(f"`order_by` contains duplicate fields: {twice}", 0)
    return orders


def _order(text: str) -> Order:
    match = _ORDER.fullmatch(text)
    if match is None:
        raise QuerySyntaxError(f"Invalid order_by clause {text!r}.", 0)
    key, direction = match.groups()
    if re.search(r"\s", key) and key[0] not in '`"' and not re.search(r"\.[`\"]", key):
        raise QuerySyntaxError(
            f"Invalid order_by clause {text!r}. Write a key, and then ASC or DESC.", 0
        )
    return Order(key_of(key), (direction or "").upper() == "DESC")
