"""Rows of ml_runs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select

from mldb.async_db.repositories.registry.trash import TrashRepository
from mldb.models import MLModelVersion, MLRun
from mldb.statements.tracking import ml_run as statements


class MLRunRepository(TrashRepository[MLRun]):
    """Rows of ml_runs, with the name of their experiment and the public id of their parent."""

    row_type = MLRun

    @classmethod
    def statement(cls) -> Select[MLRun]:
        """Runs with the name of their experiment and the public id of their parent."""
        return statements.runs()

    def live(self) -> Select[MLRun]:
        """Runs outside the trash, of experiments outside the trash."""
        return self.statement().where(statements.is_live_run())

    async def get_by_public_id(self, public_id: str, *, lock: bool = False) -> MLRun | None:
        """Row by public id, trash included, or None; locked against other writers if asked for."""
        return await self.first(statements.run_by_public_id(), {"public_id": public_id}, lock=lock)

    async def get_by_public_ids(self, public_ids: Collection[str]) -> Sequence[MLRun]:
        """Live rows with these public ids, in any order."""
        statement = self.live().where(MLRun.public_id.in_(public_ids))
        return (await self.session.scalars(statement)).all()

    async def get_children(self, run_id: int, limit: int) -> Sequence[MLRun]:
        """Live rows whose parent is this one, the newest first, at most `limit`."""
        return await self.get_live(0, limit, MLRun.parent_id == run_id)

    async def add_params(self, run_id: int, params: Mapping[str, str]) -> None:
        """Parameters of a new run."""
        if params:
            rows = [statements.param_row(run_id, *param) for param in params.items()]
            connection = await self.session.connection()
            await connection.execute(statements.insert_params(), rows)

    async def add_tags(self, run_id: int, tags: Mapping[str, str]) -> None:
        """Tags of a new run."""
        if tags:
            rows = [statements.tag_row(run_id, *tag) for tag in tags.items()]
            connection = await self.session.connection()
            await connection.execute(statements.insert_tags(), rows)

    async def params_of(self, run_id: int) -> Sequence[Row[str, str]]:
        """Name and value of its parameters, by name."""
        return (await self.session.execute(statements.params_of(run_id))).all()

    async def statistics_of(self, run_id: int) -> Sequence[Any]:
        """Name and last, least and greatest value of its metrics, by name."""
        found = await self.session.execute(statements.statistics_of(run_id))
        rows: Sequence[Any] = found.all()
        return rows

    async def next_step(self, run_id: int) -> int:
        """The step behind the greatest of its metrics, or 0."""
        last: int | None = await self.session.scalar(statements.last_step(run_id))
        return 0 if last is None else last + 1

    async def versions_from_run(self, run_id: int, limit: int) -> Sequence[Row[str, int]]:
        """Model name and number of versions from this run, trash included, at most `limit`."""
        statement = statements.versions_from(statements.comes_from_run(run_id), limit)
        return (await self.session.execute(statement)).all()

    async def versions_from_logged_model(
        self, logged_model_id: int, limit: int
    ) -> Sequence[Row[str, int]]:
        """Model name and number of versions from this model, trash included, at most `limit`."""
        condition = MLModelVersion.logged_model_id == logged_model_id
        return (await self.session.execute(statements.versions_from(condition, limit))).all()

    async def versions_from_experiment(
        self, experiment_id: int, limit: int
    ) -> Sequence[Row[str, int]]:
        """Model name and number of versions from its runs, trash included, at most `limit`."""
        statement = statements.versions_from(statements.comes_from_experiment(experiment_id), limit)
        return (await self.session.execute(statement)).all()
