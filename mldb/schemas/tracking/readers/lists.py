"""Figures and names for lists of experiments and runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mldb.schemas.registry.readers.item_names import MLModelVersionItemNames
from mldb.schemas.registry.search import Count
from mldb.values.enums import RunStatus

_NONE: Final = Count(0, is_more=False)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run of an experiment that started last."""

    public_id: str
    name: str
    status: RunStatus
    started_at: datetime


@dataclass(frozen=True, slots=True)
class DatasetUse:
    """A dataset that runs of an experiment read, and what for."""

    experiment_id: int
    name: str
    digest: str
    context: str


@dataclass(frozen=True, slots=True)
class ExperimentFigures:
    """The number of an experiment's live runs, and the last of them."""

    run_count: Count = _NONE
    last_run: LastRun | None = None


class RunListItemNames(MLModelVersionItemNames):
    """Names of what the runs of a list logged, whether they are in the trash or not.

    `newest_runs` is the number of runs whose parameters and tags were read, if there are more; else
    None.
    """

    newest_runs: int | None = None
