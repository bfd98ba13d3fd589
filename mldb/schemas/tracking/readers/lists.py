"""Figures and names for lists of experiments and runs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from mldb.schemas.registry.search import Count
from mldb.values.enums import RunStatus

_NONE: Final = Count(0, is_more=False)
COUNT_LIMIT: Final = 10_000
"""Runs are counted up to so many, so that a list costs the same however many there are."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run of an experiment that started last."""

    public_id: str
    name: str
    status: RunStatus
    started_at: datetime


@dataclass(frozen=True, slots=True)
class ExperimentFigures:
    """Tags of an experiment, the number of its live runs, and the last of them."""

    tags: dict[str, str] = field(default_factory=dict)
    run_count: Count = _NONE
    last_run: LastRun | None = None
