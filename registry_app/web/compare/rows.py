"""The rows of a comparison: a field or item, and its value in each version."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from mldb.schemas import ComparedVersion
from registry_app.web.compare.figures import extremes, goals_of
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

_FIELDS: Final[dict[str, Callable[[ComparedVersion], Any]]] = {
    "aliases": lambda one: ", ".join(one.aliases),
    "status": lambda one: one.version.status.value,
    "device": lambda one: one.version.device.value,
    "source": lambda one: one.version.source,
    "description": lambda one: one.version.description,
    "registered": lambda one: one.version.created_at,
    "by": lambda one: one.version.created_by,
}


def sections(
    versions: Sequence[ComparedVersion],
    base: ComparedVersion,
    *more: Section,
) -> list[Section]:
    """All rows; sections without rows are left out. `more` sections come behind them."""
    index = next(index for index, one in enumerate(versions) if one is base)
    made = [
        Section("Version", [_field(name, versions, index) for name in _FIELDS]),
        Section("Metrics", list(_metrics(versions, base))),
        Section("Parameters", list(text_rows("param", [one.params for one in versions], index))),
        Section("Tags", list(text_rows("tag", [one.tags for one in versions], index))),
        *more,
    ]
    return kept(made, differing=False)


def _field(name: str, versions: Sequence[ComparedVersion], base: int) -> Row:
    return Row("field", name, text_cells([_FIELDS[name](one) or None for one in versions], base))


def _metrics(versions: Sequence[ComparedVersion], base: ComparedVersion) -> Iterator[Row]:
    goals = goals_of(versions)
    names = names_of([one.metrics for one in versions])
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
