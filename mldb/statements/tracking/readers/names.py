"""Statements that read the names of what runs log."""

from functools import cache
from typing import Any, Final

from sqlalchemy import CompoundSelect, Select, bindparam, literal, select, union_all

from mldb.models import MLMetricSeries, MLRun, MLRunParam, MLRunTag
from mldb.statements.registry.readers.item_names import names_along_index
from mldb.statements.registry.readers.items import literal_type

_NAMES: Final[dict[str, Any]] = {
    "metrics": MLMetricSeries.name,
    "params": MLRunParam.name,
    "tags": MLRunTag.key,
}
_EXPERIMENT_ID: Final[Any] = bindparam("experiment_id")


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


@cache
def names_of_experiment() -> CompoundSelect[str, str]:
    """Item type and name of what the runs of `experiment_id` logged: at most `count` of each type.

    Parameters and tags have no index by experiment: those of its newest `runs` are read. Whether a
    run is in the trash is not asked.
    """
    of_experiment = MLMetricSeries.experiment_id == _EXPERIMENT_ID
    found = names_along_index("metrics", MLMetricSeries.name, of_experiment)
    metrics = select(literal_type("metrics"), found.c.name).where(found.c.name.is_not(None))
    parts = [select(metrics.subquery())]
    newest = _newest(MLRun.id).limit(bindparam("runs"))
    for item_type, row_type in (("params", MLRunParam), ("tags", MLRunTag)):
        # Concatenated, lest SQLite walks along the names of all runs.
        name = _NAMES[item_type].concat("").label("name")
        named = select(literal_type(item_type), name).distinct()
        some = named.where(row_type.run_id.in_(newest)).order_by(name).limit(bindparam("count"))
        parts.append(select(some.subquery()))
    return union_all(*parts).order_by("item_type", "name")


@cache
def run_beyond() -> Select[int]:
    """A row if `experiment_id` has more than `runs` runs."""
    return _newest(literal(1)).offset(bindparam("runs")).limit(1)


def _newest(column: Any) -> Select[Any]:
    of_experiment = select(column).where(MLRun.experiment_id == _EXPERIMENT_ID)
    return of_experiment.order_by(MLRun.started_at.desc(), MLRun.id.desc())
