# Generated from mldb/async_db/services/tracking/readers/lists.py by `make twins`.
"""Figures and names for lists of experiments and runs."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from mldb.rules.paging import check_page
from mldb.schemas import ExperimentFigures, LastRun, MLModelVersionItemNames
from mldb.schemas.registry.search import Count
from mldb.schemas.tracking.readers.lists import COUNT_LIMIT
from mldb.sync_db.repositories.tracking.readers.lists import TrackingListRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.registry.readers.item_names import NAMES_LIMIT, limited_names
from mldb.values.enums import RunStatus

_TAGS_LIMIT: Final = 10_000


class TrackingListReader(Service):
    """Reads what lists of experiments and runs show beside their rows, in few statements."""

    def experiment_figures(self, experiment_ids: Collection[int]) -> dict[int, ExperimentFigures]:
        """Tags, number of runs and last run, for up to 1,000 experiments.

        Raises:
            RuleViolationError: too many experiments.
        """
        check_page(0, max(len(experiment_ids), 1))
        if not experiment_ids:
            return {}
        with self.database.snapshot() as session:
            repository = TrackingListRepository(session)
            rows = repository.get_figures(experiment_ids, COUNT_LIMIT + 1)
            tags = repository.get_tags(experiment_ids, _TAGS_LIMIT)
        tags_by_id: dict[int, dict[str, str]] = {}
        for experiment_id, key, value in tags:
            tags_by_id.setdefault(experiment_id, {})[key] = value
        return {
            experiment_id: ExperimentFigures(
                tags_by_id.get(experiment_id, {}), _count(number), _last_run(*last)
            )
            for experiment_id, number, *last in rows
        }

    def child_counts(self, run_ids: Collection[int]) -> dict[int, Count]:
        """Number of live children of those of these runs (up to 1,000) that have some.

        Raises:
            RuleViolationError: too many runs.
        """
        check_page(0, max(len(run_ids), 1))
        if not run_ids:
            return {}
        with self.database.reading() as session:
            rows = TrackingListRepository(session).get_child_counts(run_ids, COUNT_LIMIT + 1)
        return {run_id: _count(number) for run_id, number in rows if number}

    def number_running(self) -> Count:
        """Number of the live runs that are running."""
        with self.database.reading() as session:
            return _count(TrackingListRepository(session).get_number_running(COUNT_LIMIT + 1))

    def item_names(self, run_ids: Collection[int]) -> MLModelVersionItemNames:
        """Names of metrics, parameters and tags of these runs, for up to 1,000 runs.

        Raises:
            RuleViolationError: too many runs.
        """
        check_page(0, max(len(run_ids), 1))
        if not run_ids:
            return limited_names([])
        with self.database.reading() as session:
            rows = TrackingListRepository(session).get_names(run_ids, NAMES_LIMIT + 1)
        return limited_names(rows)


def _count(number: int) -> Count:
    return Count(min(number, COUNT_LIMIT), is_more=number > COUNT_LIMIT)


def _last_run(
    public_id: str | None, name: str, status: str, started_at: datetime
) -> LastRun | None:
    """The last run; an experiment without runs has no columns of one."""
    if public_id is None:
        return None
    return LastRun(public_id, name, RunStatus(status), started_at)
