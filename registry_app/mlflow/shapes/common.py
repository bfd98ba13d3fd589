"""Parts of several objects."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)

ACTIVE: Final = "active"
DELETED: Final = "deleted"


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return (moment - _EPOCH) // _MS


def moment(milliseconds: int) -> datetime:
    """The moment so many milliseconds after the beginning of 1970.

    Raises:
        OverflowError: it is beyond the year 9999.
    """
    return _EPOCH + milliseconds * _MS


def key_values(mapping: Mapping[str, str]) -> list[dict[str, str]]:
    """A mapping as a list of objects with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in mapping.items()]


def given_only(**fields: Any) -> dict[str, Any]:
    """The fields that are set: the protocol leaves out what is None and lists that are empty."""
    return {name: value for name, value in fields.items() if value is not None and value != []}
