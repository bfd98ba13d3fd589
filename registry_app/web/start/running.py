"""The runs that are running now, for the start page."""

from dataclasses import dataclass
from typing import Final, Self

from mldb.schemas import MLRunRead, RunCells
from mldb.schemas.registry.search import Count
from registry_app.core.registry import Registry

_RUNS: Final = 10
_METRICS: Final = 3
_NONE: Final = Count(0, is_more=False)


@dataclass(frozen=True)
class Running:
    """The running runs that started last, how many there are, and their values by metric."""

    runs: list[MLRunRead]
    count: Count
    metrics: list[str]
    cells: dict[int, RunCells]

    @classmethod
    def of(cls, registry: Registry) -> Self:
        """The runs of this moment. Without any it takes one statement."""
        runs = registry.run_reader.running(_RUNS)
        if not runs:
            return cls([], _NONE, [], {})
        ids = [run.id for run in runs]
        metrics = registry.tracking_lists.item_names(ids).metrics[:_METRICS]
        cells = registry.run_reader.cells(ids, metrics=metrics)
        return cls(runs, registry.tracking_lists.number_running(), metrics, cells)
