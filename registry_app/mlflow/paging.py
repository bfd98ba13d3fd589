"""Page tokens of lists that are read by the number of rows to skip."""

from typing import Final

from registry_app.mlflow.errors import ProtocolError

_SKIP: Final = "skip:"
_DIGITS: Final = 9


def skip_token(count: int) -> str:
    """The token of the page behind so many rows."""
    return f"{_SKIP}{count}"


def skipped(token: str) -> int | None:
    """How many rows come before the page; None: it is a token of another form.

    Raises:
        ProtocolError: the number can't be read.
    """
    if not token.startswith(_SKIP):
        return None if token else 0
    number = token.removeprefix(_SKIP)
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        raise ProtocolError.invalid("Invalid page token. Begin with the first page.")
    return int(number)
