"""How PostgreSQL is to read pages, whatever it knows of the tables."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Select, func, select

# What would read everything before the first row; compiling such a plan would take longer still.
_AVOIDED: Final = (
    "enable_sort",
    "enable_seqscan",
    "enable_bitmapscan",
    "enable_hashjoin",
    "enable_mergejoin",
    "jit",
)


@cache
def along_indexes() -> Select[Any]:
    """Until the end of the transaction, rows are read along an index that has the list's order.

    PostgreSQL believes of a table without statistics that one row in 200 is outside the trash. It
    would rather sort the few rows that it expects than walk along an index for a page.
    """
    return select(*(func.set_config(name, "off", True) for name in _AVOIDED))  # noqa: FBT003  # local
