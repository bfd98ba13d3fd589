"""Rows of ml_run_params and ml_run_tags, and the runs that they belong to."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.ext.asyncio.engine import AsyncConnection

from mldb.statements.parts import in_parts
from mldb.statements.tracking import run_log as statements
from mldb.statements.tracking.ml_run import insert_params, param_row, tag_row

RunName = tuple[int, str]
"""Id of a run, and the name of something of its."""


class RunLogRepository:
    """Parameters and tags of several runs at once; statements below the ORM."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def lock_runs(self, public_ids: Collection[str]) -> Sequence[Any]:
        """Facts of the runs, trash included, locked against other writers in the order of ids."""
        found = await self.connection.execute(
            statements.locked_runs(), {"public_ids": sorted(public_ids)}
        )
        rows: Sequence[Any] = found.all()
        return rows

    async def params_of(self, items: Collection[RunName]) -> dict[RunName, str]:
        """Values of those of the parameters that exist."""
        return await self._values(statements.params_of_runs(), items)

    async def tags_of(self, items: Collection[RunName]) -> dict[RunName, str]:
        """Values of those of the tags that exist."""
        return await self._values(statements.tags_of_runs(), items)

    async def add_params(self, params: dict[RunName, str]) -> None:
        """New parameters."""
        if params:
            rows = [param_row(*item, value) for item, value in params.items()]
            await self.connection.execute(insert_params(), rows)

    async def put_tags(self, tags: dict[RunName, str]) -> None:
        """New tags, and new values of those that exist."""
        if tags:
            rows = [tag_row(*item, value) for item, value in tags.items()]
            await self.connection.execute(statements.put_tags(), rows)

    async def delete_tag(self, run_id: int, key: str) -> str | None:
        """Value of the tag that was deleted, or None: there is none."""
        wanted = {"of_run": run_id, "tag_key": key}
        value: str | None = (
            await self.connection.execute(statements.delete_tag(), wanted)
        ).scalar()
        return value

    async def _values(self, statement: Any, items: Collection[RunName]) -> dict[RunName, str]:
        run_ids = sorted({run_id for run_id, _ in items})
        names = sorted({name for _, name in items})
        values = {}
        for some in in_parts(names):
            found = await self.connection.execute(statement, {"run_ids": run_ids, "names": some})
            values.update({(run_id, name): value for run_id, name, value in found})
        return values
