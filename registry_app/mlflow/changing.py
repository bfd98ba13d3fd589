"""Changes in which the last value counts: clients know no versions of rows."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol, TypeVar

from mldb.errors import ConflictError
from mldb.schemas.base import UpdateSchema

RowT = TypeVar("RowT", bound="Row")
_TRIES: Final = 5


class Row(Protocol):
    """What is changed."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def row_version(self) -> int:
        """Counts its changes."""


async def change(
    read: Callable[[], Awaitable[RowT]],
    update: Callable[[int, Any], Awaitable[RowT]],
    schema: type[UpdateSchema],
    values: Mapping[str, Any],
) -> RowT:
    """The row after the change, which is tried again if somebody else changed it meanwhile.

    Raises:
        ConflictError: that happens again and again.
    """
    for _ in range(_TRIES - 1):
        try:
            return await _tried(read, update, schema, values)
        except ConflictError:
            continue
    return await _tried(read, update, schema, values)


async def _tried(
    read: Callable[[], Awaitable[RowT]],
    update: Callable[[int, Any], Awaitable[RowT]],
    schema: type[UpdateSchema],
    values: Mapping[str, Any],
) -> RowT:
    row = await read()
    return await update(row.id, schema.model_validate({"row_version": row.row_version, **values}))
