"""Rows of list_preferences."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from mldb.async_db.repositories.base import BaseRepository
from mldb.models import ListPreference
from mldb.statements.registry.list_preference import of_list


class ListPreferenceRepository(BaseRepository[ListPreference]):
    """Rows of list_preferences."""

    row_type = ListPreference

    async def get_of_list(self, own: str, default: str) -> Sequence[Row[Any]]:
        """Columns of the rows with these keys, in no order."""
        connection = await self.session.connection()
        keys = {"own": own, "default": default}
        rows: Sequence[Row[Any]] = (await connection.execute(of_list(), keys)).all()
        return rows

    async def get_by_key(self, key: str) -> ListPreference | None:
        """Row by its key, or None; locked against other writers."""
        return await self.first(select(ListPreference).where(ListPreference.key == key), lock=True)
