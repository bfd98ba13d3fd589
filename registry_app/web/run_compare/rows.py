"""The rows of a comparison of runs: a field or item, and its value in each run."""

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Any, Final

from mldb.schemas import ComparedRun
from registry_app.web.kit.comparison import (
    Cell,
    Row,
    Section,
    kept,
    names_of,
    relative_change,
    text_cells,
    text_rows,
)
from registry_app.web.presentation.numbers import difference, digits_apart
from registry_app.web.run_compare.choice import RunChoice
from registry_app.web.runs.table import RunRow

_FIELDS: Final[dict[str, Callable[[ComparedRun], Any]]] = {
    "status": lambda one: one.run.status.value,
    "experiment": lambda one: one.run.experiment_name,
    "started": lambda one: one.run.started_at,
    "duration": lambda one: RunRow(one.run).seconds,
    "by": lambda one: one.run.user_name,
    "source": lambda one: one.run.source,
    "commit": lambda one: one.run.git_commit,
    "description": lambda one: one.run.description,
}


def sections(choice: RunChoice, *, differing: bool) -> list[Section]:
    """All rows, or only those in which the runs differ; sections without rows are left out."""
    runs = choice.runs
    base = next((at for at, one in enumerate(runs) if one is choice.base), 0)
    made = [
        Section("Metrics", list(_metrics(runs, base, choice.statistic))),
        Section("Parameters", list(text_rows("param", [one.params for one in runs], base))),
        Section("Run", [_field(name, runs, base) for name in _FIELDS]),
        Section("Tags", list(text_rows("tag", [one.tags for one in runs], base))),
    ]
    return kept(made, differing=differing)


def metric_value(run: ComparedRun, name: str, statistic: str) -> float | None:
    """The last, least or largest value of a metric."""
    found = run.metrics.get(name)
    return None if found is None else getattr(found, statistic)


def _metrics(runs: Sequence[ComparedRun], base: int, statistic: str) -> Iterator[Row]:
    for name in names_of([one.metrics for one in runs]):
        values = [metric_value(one, name, statistic) for one in runs]
        cells = [
            _metric(value, values[base], is_base=at == base) for at, value in enumerate(values)
        ]
        finite = [value for value in values if value is not None and isfinite(value)]
        yield Row("metric", name, cells, digits=digits_apart(finite))


def _metric(value: float | None, base: float | None, *, is_base: bool) -> Cell:
    if is_base or value is None or base is None or not (isfinite(value) and isfinite(base)):
        return Cell(value)
    return Cell(value, None, difference(value, base), relative_change(value, base))


def _field(name: str, runs: Sequence[ComparedRun], base: int) -> Row:
    values = [_FIELDS[name](one) for one in runs]
    return Row("field", name, text_cells([None if one == "" else one for one in values], base))
