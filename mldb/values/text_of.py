"""Numbers and truth values as the text that is kept of them."""

from decimal import Decimal
from numbers import Integral, Real
from typing import Any

NOTHING = "null"
"""What is kept of a parameter that was given as None, as JSON writes it."""


def text_of(value: Any) -> Any:
    """The text of a number or a truth value: `100`, `0.01`, `true`; anything else as it is.

    Whole numbers are exact, floats the shortest text that is read back as the same float. Scalars
    of numpy and of other libraries count as what they hold.

    Raises:
        ValueError: a whole number has more digits than Python writes.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, float):
        # numpy's double is one, and writes itself in another way.
        return float.__repr__(value)
    if isinstance(value, Real | Decimal):
        # numpy's shorter floats are the shortest text of their own precision.
        return str(value)
    return _of_scalar(value)


def _of_scalar(value: Any) -> Any:
    """Numpy's truth values, and arrays and tensors of one number, are no numbers to Python."""
    if getattr(value, "shape", None) != () or not callable(getattr(value, "item", None)):
        return value
    item = value.item()
    return text_of(item) if isinstance(item, bool | int | float) else value
