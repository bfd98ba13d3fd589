"""Figures and names for lists of experiments and runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

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
class ExperimentFigures:
    """The number of an experiment's live runs, and the last of them."""

    run_count: Count = _NONE
    last_run: LastRun | None = None
