"""Figures and names for lists of experiments and runs."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from mldb.async_db.repositories.tracking.readers.lists import TrackingListRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.readers.item_names import (
    NAMES_LIMIT,
    limited_names,
    names_by_type,
)
from mldb.catalogue import EXPERIMENT
from mldb.errors import NotFoundError
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas import (
    DatasetUse,
    ExperimentFigures,
    LastRun,
    MLExperimentListed,
    MLModelVersionItemNames,
    RunListItemNames,
)
from mldb.schemas.registry.search import COUNT_LIMIT, Count
from mldb.search.pattern import folded
from mldb.values.enums import RunStatus
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT
from mldb.values.names import is_run_id
from mldb.values.texts import is_storable

_TAGS_LIMIT: Final = 10_000
_NAMES_READ: Final = 10_000
_RUNS_READ: Final = 1_000
"""The newest runs of an experiment, whose parameters and tags stand for those of all its runs."""


class TrackingListReader(Service):
    """Reads what lists of experiments and runs show beside their rows, in few statements."""

    async def experiment(self, experiment_id: int) -> MLExperimentListed:
        """The experiment with this id, with its tags.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        async with self.database.reading() as session:
            row = await TrackingListRepository(session).get_experiment(experiment_id)
        if row is None:
            raise NotFoundError(EXPERIMENT.name, experiment_id)
        return MLExperimentListed.model_validate(row)

    async def experiment_figures(
        self, experiment_ids: Collection[int]
    ) -> dict[int, ExperimentFigures]:
        """Number of runs and last run, for up to 1,000 experiments.

        Raises:
            RuleViolationError: too many experiments.
        """
        check_page(0, max(len(experiment_ids), 1))
        if not experiment_ids:
            return {}
        async with self.database.reading() as session:
            repository = TrackingListRepository(session)
            rows = await repository.get_figures(experiment_ids, COUNT_LIMIT + 1)
        return {
            experiment_id: ExperimentFigures(_count(number), _last_run(*last))
            for experiment_id, number, *last in rows
        }

    async def run_tags(self, run_ids: Collection[int]) -> dict[int, dict[str, str]]:
        """All tags of up to 1,000 runs; runs without tags are left out.

        Raises:
            RuleViolationError: too many runs.
        """
        check_page(0, max(len(run_ids), 1))
        if not run_ids:
            return {}
        async with self.database.reading() as session:
            rows = await TrackingListRepository(session).get_run_tags(run_ids, _TAGS_LIMIT)
        return _tags_by_id(rows)

    async def experiment_ids(self, names: Collection[str]) -> dict[str, int]:
        """Ids of the live experiments of these names, for up to 1,000 names.

        Raises:
            RuleViolationError: too many names.
        """
        check_batch(len(names))
        possible = [name for name in names if is_storable(name)]
        if not possible:
            return {}
        async with self.database.reading() as session:
            rows = await TrackingListRepository(session).get_experiment_ids(possible)
        return dict(map(tuple, rows))

    async def run_ids(self, public_ids: Collection[str]) -> dict[str, int]:
        """Ids of the live runs with these public ids, for up to 1,000.

        Raises:
            RuleViolationError: too many runs.
        """
        check_batch(len(public_ids))
        possible = [public_id for public_id in public_ids if is_run_id(public_id)]
        if not possible:
            return {}
        async with self.database.reading() as session:
            rows = await TrackingListRepository(session).get_run_ids(possible)
        return dict(map(tuple, rows))

    async def child_counts(self, run_ids: Collection[int]) -> dict[int, Count]:
        """Number of live children of those of these runs (up to 1,000) that have some.

        Raises:
            RuleViolationError: too many runs.
        """
        check_page(0, max(len(run_ids), 1))
        if not run_ids:
            return {}
        async with self.database.reading() as session:
            rows = await TrackingListRepository(session).get_child_counts(run_ids, COUNT_LIMIT + 1)
        return {run_id: _count(number) for run_id, number in rows if number}

    async def number_running(self) -> Count:
        """Number of the live runs that are running."""
        async with self.database.reading() as session:
            return _count(await TrackingListRepository(session).get_number_running(COUNT_LIMIT + 1))

    async def longest_metric(self, run_ids: Collection[int]) -> str | None:
        """Name of the metric with the most points of up to 1,000 runs; None without a history.

        Raises:
            RuleViolationError: too many runs.
        """
        check_page(0, max(len(run_ids), 1))
        async with self.database.reading() as session:
            return await TrackingListRepository(session).get_longest_metric(run_ids)

    async def dataset_uses(self, experiment_ids: Collection[int]) -> list[DatasetUse]:
        """What the live runs of up to 1,000 experiments read and for what, the first 1,000.

        By experiment, name, digest and context; experiments in the trash are left out.

        Raises:
            RuleViolationError: too many experiments.
        """
        check_page(0, max(len(experiment_ids), 1))
        possible = [one for one in experiment_ids if 0 <= one <= MAX_ID]
        if not possible:
            return []
        async with self.database.reading() as session:
            rows = await TrackingListRepository(session).get_dataset_uses(possible, PAGE_SIZE_LIMIT)
        return [DatasetUse(*row) for row in rows]

    async def item_names(self, run_ids: Collection[int]) -> MLModelVersionItemNames:
        """Names of metrics, parameters and tags of these runs, for up to 1,000 runs.

        Raises:
            RuleViolationError: too many runs.
        """
        check_page(0, max(len(run_ids), 1))
        if not run_ids:
            return limited_names([])
        async with self.database.reading() as session:
            rows = await TrackingListRepository(session).get_names(run_ids, NAMES_LIMIT + 1)
        return limited_names(rows)

    async def names_of_list(
        self, experiment_id: int | None = None, *, contains: str = ""
    ) -> RunListItemNames:
        """Names of what all runs logged, or those of one experiment, with this text in the name.

        Of all names the first 10,000 of each type are looked through.
        """
        async with self.database.reading() as session:
            repository = TrackingListRepository(session)
            if experiment_id is None:
                rows = await repository.get_names_of_all(_NAMES_READ + 1)
                return _names_with(contains, rows)
            rows = await repository.get_names_of_experiment(
                experiment_id, _NAMES_READ + 1, _RUNS_READ
            )
            has_more = await repository.has_more_runs(experiment_id, _RUNS_READ)
        return _names_with(contains, rows, newest_runs=_RUNS_READ if has_more else None)


def _names_with(
    text: str, rows: Iterable[tuple[str, str]], newest_runs: int | None = None
) -> RunListItemNames:
    """The names that contain the text; cut where not all were read or not all fit."""
    wanted = folded(text)
    found = names_by_type(rows)
    having = {
        item_type: [name for name in names if wanted in folded(name)]
        for item_type, names in found.items()
    }
    cut = {
        item_type
        for item_type, names in having.items()
        if len(names) > NAMES_LIMIT or len(found[item_type]) > _NAMES_READ
    }
    limited: dict[str, Any] = {key: names[:NAMES_LIMIT] for key, names in having.items()}
    return RunListItemNames(**limited, cut=frozenset(cut), newest_runs=newest_runs)


def _tags_by_id(rows: Iterable[tuple[int, str, str]]) -> dict[int, dict[str, str]]:
    tags: dict[int, dict[str, str]] = {}
    for row_id, key, value in rows:
        tags.setdefault(row_id, {})[key] = value
    return tags


def _count(number: int) -> Count:
    return Count(min(number, COUNT_LIMIT), is_more=number > COUNT_LIMIT)


def _last_run(
    public_id: str | None, name: str, status: str, started_at: datetime
) -> LastRun | None:
    """The last run; an experiment without runs has no columns of one."""
    if public_id is None:
        return None
    return LastRun(public_id, name, RunStatus(status), started_at)
