# Generated from mldb/async_db/repositories/registry/list_preference.py by `make twins`.
"""Rows of list_preferences."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from mldb.models import ListPreference
from mldb.statements.registry.list_preference import of_list
from mldb.sync_db.repositories.base import BaseRepository


class ListPreferenceRepository(BaseRepository[ListPreference]):
    """Rows of list_preferences."""

    row_type = ListPreference

    def get_of_list(self, own: str, default: str) -> Sequence[Row[Any]]:
        """Columns of the rows with these keys, in no order."""
        connection = self.session.connection()
        keys = {"own": own, "default": default}
        rows: Sequence[Row[Any]] = (connection.execute(of_list(), keys)).all()
        return rows

    def get_by_key(self, key: str) -> ListPreference | None:
        """Row by its key, or None; locked against other writers."""
        return self.first(select(ListPreference).where(ListPreference.key == key), lock=True)
