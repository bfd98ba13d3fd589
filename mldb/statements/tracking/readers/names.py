"""Statements that read the names of what runs log."""

from functools import cache
from typing import Any, Final

from sqlalchemy import CompoundSelect, select, union_all

from mldb.models import MLMetricSeries, MLRunParam, MLRunTag
from mldb.statements.registry.readers.item_names import names_along_index
from mldb.statements.registry.readers.items import literal_type

_NAMES: Final[dict[str, Any]] = {
    "metrics": MLMetricSeries.name,
    "params": MLRunParam.name,
    "tags": MLRunTag.key,
}


@cache
def names_of_runs() -> CompoundSelect[str, str]:
    """Item type and name of metrics, parameters and tags of all runs: at most `count` of each.

    One lookup for each name; whether a run that has it is in the trash is not asked.
    """
    parts = []
    for item_type, name in _NAMES.items():
        found = names_along_index(item_type, name)
        named = select(literal_type(item_type), found.c.name).where(found.c.name.is_not(None))
        parts.append(select(named.subquery()))
    return union_all(*parts).order_by("item_type", "name")
