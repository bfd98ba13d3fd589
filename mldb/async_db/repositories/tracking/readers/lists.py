"""Columns for lists of experiments and runs."""

from collections.abc import Collection, Sequence
from typing import Any

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.models import MLExperiment
from mldb.statements.identity import known_id
from mldb.statements.tracking.readers import lists as statements
from mldb.statements.tracking.readers import names as name_statements


class TrackingListRepository(ReaderRepository):
    """Figures of experiments and runs, each of them for many at once."""

    async def get_experiment(self, experiment_id: int) -> Any:
        """A live experiment as lists show it, or None."""
        from mldb.statements.search.experiments import experiment_columns  # noqa: PLC0415  # see SearchService

        of_id = MLExperiment.id == experiment_id
        statement = experiment_columns().where(of_id, MLExperiment.deleted_at.is_(None))
        return await self._first(statement)

    async def get_figures(self, experiment_ids: Collection[int], most: int) -> Sequence[Any]:
        """Id, number of live runs up to `most`, and columns of the last run."""
        statement = statements.figures_of_experiments()
        return await self._all(statement, ids=list(experiment_ids), most=most)

    async def get_run_tags(self, run_ids: Collection[int], most: int) -> Sequence[Any]:
        """Run, key and value of at most `most` tags."""
        return await self._all(statements.tags_of_runs(), ids=list(run_ids), most=most)

    async def get_experiment_ids(self, names: Collection[str]) -> Sequence[Any]:
        """Name and id of the live experiments of these names."""
        return await self._all(statements.ids_of_experiments(), names=list(names))

    async def get_run_ids(self, public_ids: Collection[str]) -> Sequence[Any]:
        """Public id and id of the live runs with these public ids."""
        return await self._all(statements.ids_of_runs(), names=list(public_ids))

    async def get_child_counts(self, run_ids: Collection[int], most: int) -> Sequence[Any]:
        """Id of the runs that have live children, and their number up to `most`."""
        statement = statements.counts_of_children()
        return await self._all(statement, ids=list(run_ids), most=most)

    async def get_number_running(self, most: int) -> int:
        """Number of running runs up to `most`."""
        row = await self._first(statements.number_running(), most=most)
        return int(row[0])

    async def get_longest_metric(self, run_ids: Collection[int]) -> str | None:
        """Name of the metric with the most points of these runs, or None."""
        row = await self._first(statements.longest_metric(), ids=list(run_ids))
        return None if row is None else str(row[0])

    async def get_dataset_uses(self, experiment_ids: Collection[int], most: int) -> Sequence[Any]:
        """Experiment, name, digest and context of datasets of live runs, at most `most`."""
        return await self._all(statements.dataset_uses(), ids=list(experiment_ids), most=most)

    async def get_names(self, run_ids: Collection[int], most: int) -> Sequence[Any]:
        """Item type and name of what these runs logged, at most `most` of each type."""
        return await self._all(statements.names_of_runs(), ids=list(run_ids), most=most)

    async def get_names_of_all(self, most: int) -> Sequence[Any]:
        """Item type and name of what all runs logged, at most `most` of each type."""
        return await self._all(name_statements.names_of_runs(), count=most)

    async def get_names_of_experiment(
        self, experiment_id: int, most: int, runs: int
    ) -> Sequence[Any]:
        """Item type and name of what an experiment's runs logged, at most `most` of each type.

        Parameters and tags are those of its newest `runs`.
        """
        values = {"experiment_id": known_id(experiment_id), "count": most, "runs": runs}
        return await self._all(name_statements.names_of_experiment(), **values)

    async def has_more_runs(self, experiment_id: int, runs: int) -> bool:
        """Whether the experiment has more than `runs` runs, those in the trash included."""
        statement = name_statements.run_beyond()
        of_experiment = known_id(experiment_id)
        return await self._first(statement, experiment_id=of_experiment, runs=runs) is not None
