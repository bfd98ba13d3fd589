"""The rows of a comparison of runs: a field or item, and its value in each run."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite, isnan
from typing import Any, Final

from mldb.schemas import ComparedRun
from registry_app.web.compare.figures import relative_change
from registry_app.web.diff.texts import closest, is_whole
from registry_app.web.presentation.numbers import SIGNIFICANT, difference, digits_apart
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


@dataclass(frozen=True)
class Cell:
    """A value, None if the run doesn't have it; of a metric also the change from the base.

    `other` is the text to compare with when both are shortened, so that the difference shows.
    """

    value: Any
    other: str | None = None
    change: float | None = None
    relative: float | None = None


@dataclass(frozen=True)
class Row:
    """A field or an item of all runs; `row_type` is `field`, `metric`, `param` or `tag`."""

    row_type: str
    name: str
    cells: list[Cell]
    digits: dict[float, int] = field(default_factory=dict)

    def digits_of(self, value: float | None) -> int:
        """How many digits the value is shown with."""
        return SIGNIFICANT if value is None else self.digits.get(value, SIGNIFICANT)

    @property
    def differs(self) -> bool:
        """Whether the runs are not all alike in it; one NaN is like another."""
        return len({_comparable(cell.value) for cell in self.cells}) > 1


@dataclass(frozen=True)
class Section:
    """Rows of one type under a heading."""

    heading: str
    rows: list[Row] = field(default_factory=list)


def sections(choice: RunChoice, *, differing: bool) -> list[Section]:
    """All rows, or only those in which the runs differ; sections without rows are left out."""
    runs = choice.runs
    base = next((at for at, one in enumerate(runs) if one is choice.base), 0)
    made = [
        Section("Metrics", list(_metrics(runs, base, choice.statistic))),
        Section("Parameters", list(_texts("param", [one.params for one in runs], base))),
        Section("Run", [_field(name, runs, base) for name in _FIELDS]),
        Section("Tags", list(_texts("tag", [one.tags for one in runs], base))),
    ]
    shown = [
        Section(one.heading, [row for row in one.rows if row.differs or not differing])
        for one in made
    ]
    return [one for one in shown if one.rows]


def metric_value(run: ComparedRun, name: str, statistic: str) -> float | None:
    """The last, least or largest value of a metric."""
    found = run.metrics.get(name)
    return None if found is None else getattr(found, statistic)


def names_of(parts: Sequence[dict[str, Any]]) -> list[str]:
    """The names of the items of all runs, each once."""
    return sorted({name for part in parts for name in part})


def _metrics(runs: Sequence[ComparedRun], base: int, statistic: str) -> Iterator[Row]:
    for name in names_of([one.metrics for one in runs]):
        values = [metric_value(one, name, statistic) for one in runs]
        cells = [
            _metric(value, values[base], is_base=at == base) for at, value in enumerate(values)
        ]
        finite = [value for value in values if value is not None and isfinite(value)]
        yield Row("metric", name, cells, digits_apart(finite))


def _metric(value: float | None, base: float | None, *, is_base: bool) -> Cell:
    if is_base or value is None or base is None or not (isfinite(value) and isfinite(base)):
        return Cell(value)
    return Cell(value, None, difference(value, base), relative_change(value, base))


def _field(name: str, runs: Sequence[ComparedRun], base: int) -> Row:
    values = [_FIELDS[name](one) for one in runs]
    return Row("field", name, _cells([None if one == "" else one for one in values], base))


def _texts(row_type: str, values: Sequence[dict[str, str]], base: int) -> Iterator[Row]:
    for name in names_of(values):
        yield Row(row_type, name, _cells([of_run.get(name) for of_run in values], base))


def _cells(values: Sequence[Any], base: int) -> list[Cell]:
    """Each text compared with the base's, a long one with the text that is most like it."""
    texts = [one for one in values if isinstance(one, str)]
    return [Cell(value, _other(value, values[base], texts)) for value in values]


def _other(value: Any, base: Any, texts: Sequence[str]) -> str | None:
    if not isinstance(value, str):
        return None
    if not is_whole(value):
        return closest(value, texts)
    return base if isinstance(base, str) and base != value else closest(value, texts[:1])


def _comparable(value: Any) -> Any:
    return "NaN" if isinstance(value, float) and isnan(value) else value
