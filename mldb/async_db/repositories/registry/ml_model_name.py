"""Rows of ml_model_names."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mldb.async_db.repositories.rows import RowRepository
from mldb.models import MLModelName
from mldb.statements.registry import ml_model_name as statements
from mldb.values.spelling import spelling


class MLModelNameRepository(RowRepository[MLModelName]):
    """Rows of ml_model_names: added, never removed."""

    row_type = MLModelName

    async def add_many(self, names: Mapping[str, int]) -> None:
        """New rows: names, and the id of the model that has each."""
        rows = [{"name": name, "model_id": model_id} for name, model_id in names.items()]
        if rows:
            given = [row | {"last_version_number": 0} for row in rows]
            await self.session.execute(statements.insert_names(), given)

    async def used_among(self, names: Collection[str]) -> Sequence[Any]:
        """Name, and id and time of deletion of the model that has it, of those that were used."""
        return (await self.session.execute(statements.used_among(names))).all()

    async def get_current(self, name: str) -> str | None:
        """The current name of the model that had this name last, or None."""
        found: str | None = await self.session.scalar(
            statements.current_name(), {"name": spelling(name)}
        )
        return found

    async def lock(self, name: str) -> int:
        """The last number given under a name that was used; locked until the commit."""
        row = (await self.session.execute(statements.locked_number(), {"name": name})).one()
        number: int = row.last_version_number
        return number

    async def give_up(self, name: str, number: int) -> None:
        """Record the last number that was given under the name."""
        values = {"used_name": name, "number": number}
        await self._change(statements.give_up(), values)

    async def hand_over(self, name: str, model_id: int) -> None:
        """Let another model have the name."""
        await self._change(statements.hand_over(), {"used_name": name, "new_model_id": model_id})

    async def of_models(self, model_ids: Collection[int]) -> dict[int, str]:
        """The names that models have now, by id."""
        given = {"ids": list(model_ids)}
        rows = (await self.session.execute(statements.names_of_models(), given)).all()
        return {row.id: row.name for row in rows}

    async def _change(self, statement: Any, values: Mapping[str, Any]) -> None:
        connection = await self.session.connection()
        await connection.execute(statement, values)
