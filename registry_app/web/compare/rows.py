"""The rows of a comparison: a field or item, and its value in each version."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mldb.schemas import ComparedVersion
from mldb.values.enums import Goal
from registry_app.web.compare.figures import extremes, known_goals, relative_change
from registry_app.web.diff.texts import closest, is_whole
from registry_app.web.presentation.numbers import SIGNIFICANT, difference, digits_apart

_FIELDS: Final[dict[str, Callable[[ComparedVersion], Any]]] = {
    "aliases": lambda one: ", ".join(one.aliases),
    "status": lambda one: one.version.status.value,
    "device": lambda one: one.version.device.value,
    "source": lambda one: one.version.source,
    "description": lambda one: one.version.description,
    "registered": lambda one: one.version.created_at,
    "by": lambda one: one.version.created_by,
}


@dataclass(frozen=True)
class Cell:
    """A value, None if the version doesn't have it; of a metric also the change from the base.

    The value of a file is its SHA-256; `note` says its size, and how it differs from the base.
    `other` is the text to compare with when both are shortened, so that the difference shows.
    """

    value: Any
    other: str | None = None
    change: float | None = None
    relative: float | None = None
    is_best: bool = False
    is_worst: bool = False
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A field, item or file of all versions.

    `row_type` is `field`, `metric`, `param`, `tag` or `file`.
    `digits` is the number of digits for values that would look like another one.
    """

    row_type: str
    name: str
    cells: list[Cell]
    goal: Goal | None = None
    digits: dict[float, int] = field(default_factory=dict)

    def digits_of(self, value: float) -> int:
        """How many digits the value is shown with."""
        return self.digits.get(value, SIGNIFICANT)

    @property
    def differs(self) -> bool:
        """Whether the versions are not all alike in it."""
        return any(cell.value != self.cells[0].value for cell in self.cells)


@dataclass(frozen=True)
class Section:
    """Rows of one type under a heading; `note` says what is left out."""

    heading: str
    rows: list[Row] = field(default_factory=list)
    note: str = ""


def sections(
    versions: Sequence[ComparedVersion],
    base: ComparedVersion,
    *more: Section,
    differing: bool,
) -> list[Section]:
    """All rows, or only those in which the versions differ; sections without rows are left out.

    `more` sections come behind them.
    """
    index = next(index for index, one in enumerate(versions) if one is base)
    made = [
        Section("Version", [_field(name, versions, index) for name in _FIELDS]),
        Section("Metrics", list(_metrics(versions, base))),
        Section("Parameters", list(_texts("param", [one.params for one in versions], index))),
        Section("Tags", list(_texts("tag", [one.tags for one in versions], index))),
        *more,
    ]
    shown = [
        replace(one, rows=[row for row in one.rows if row.differs or not differing]) for one in made
    ]
    return [one for one in shown if one.rows]


def _field(name: str, versions: Sequence[ComparedVersion], base: int) -> Row:
    return Row("field", name, _cells([_FIELDS[name](one) or None for one in versions], base))


def _metrics(versions: Sequence[ComparedVersion], base: ComparedVersion) -> Iterator[Row]:
    goals = known_goals((one.primary_metric, one.primary_metric_goal) for one in versions)
    names = {name for one in versions for name in one.metrics}
    # What models are ranked by comes first.
    for name in sorted(names, key=lambda name: (name not in goals, name)):
        goal = goals.get(name)
        values = [one.metrics.get(name) for one in versions]
        best, worst = extremes(values, goal) if goal else (None, None)
        cells = [
            _metric(value, base.metrics.get(name), best, worst, is_base=one is base)
            for one, value in zip(versions, values, strict=True)
        ]
        yield Row("metric", name, cells, goal, digits_apart(values))


def _metric(
    value: float | None,
    base: float | None,
    best: float | None,
    worst: float | None,
    *,
    is_base: bool,
) -> Cell:
    if value is None:
        return Cell(None)
    is_compared = base is not None and not is_base
    return Cell(
        value,
        None,
        difference(value, base) if is_compared else None,  # type: ignore[arg-type]  # there is one
        relative_change(value, base) if is_compared else None,  # type: ignore[arg-type]
        is_best=value == best,
        is_worst=value == worst,
    )


def _texts(item_type: str, values: Sequence[dict[str, str]], base: int) -> Iterator[Row]:
    for name in sorted({name for of_version in values for name in of_version}):
        yield Row(item_type, name, _cells([of_version.get(name) for of_version in values], base))


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
