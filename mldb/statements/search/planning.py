"""How PostgreSQL is to read pages, whatever it knows of the tables."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Select, String, bindparam, func, select

# They read everything before the first row; compiling such a plan would take longer still.
_AVOIDED: Final = (
    *("enable_sort", "enable_seqscan", "enable_bitmapscan", "enable_hashjoin"),
    *("enable_mergejoin", "enable_gathermerge", "jit"),
)
# So many ids are looked up in a hash table at the most; with more it would go through all of them
# for every row. Few searches need more than a tenth of it.
_MEMORY: Final = "64MB"
SETTINGS: Final = dict.fromkeys(_AVOIDED, "off") | {"work_mem": _MEMORY}
"""Settings of PostgreSQL for searches."""


@cache
def along_indexes() -> Select[Any]:
    """From now on rows are read along an index that has the list's order; gives the old `SETTINGS`.

    PostgreSQL believes of a table without statistics that one row in 200 is outside the trash. It
    would rather sort the few rows that it expects than walk along an index for a page.
    """
    before = (func.current_setting(name).label(name) for name in SETTINGS)
    return select(*before, *(_setting(name, value) for name, value in SETTINGS.items()))


@cache
def as_before() -> Select[Any]:
    """From now on rows are read as `SETTINGS` say, with which it is called."""
    return select(*(_setting(name, bindparam(name, type_=String)) for name in SETTINGS))


def _setting(name: str, value: Any) -> Any:
    """Sets it until the end of the transaction."""
    return func.set_config(name, value, True)  # noqa: FBT003  # PostgreSQL's function takes it so
