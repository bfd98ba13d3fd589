# Generated from mldb/async_db/repositories/item.py by `make twins`.
"""Rows of metrics, parameters and tags."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import Row, Select, select

from mldb.statements import item as statements
from mldb.statements.identity import has_id
from mldb.sync_db.repositories.base import BaseRepository
from mldb.types import RowT
from mldb.values.spelling import spelling


class ItemRepository(BaseRepository[RowT]):
    """Named values, each belonging to an owner."""

    owner_field: ClassVar[str] = "version_id"
    name_field: ClassVar[str] = "name"

    @classmethod
    def statement(cls) -> Select[Any]:
        """Items with their owner; none of an owner in the trash."""
        return statements.items_of_version(cls.row_type)

    @classmethod
    def listed(cls) -> Select[Any]:
        """Items without their owner, whose long texts would be repeated in each row of a list."""
        return statements.bare_items_of_version(cls.row_type)

    def get_by_name(self, owner_id: int, name: str) -> RowT | None:
        """Row by owner and exact name, or None."""
        owner, named = self._columns()
        return self.first(self.statement().where(has_id(owner, owner_id), named == spelling(name)))

    def get_of_owner(self, owner_id: int, after: str, limit: int) -> Sequence[RowT]:
        """Rows of one owner by name, those behind the name `after`, at most `limit`."""
        owner, named = self._columns()
        statement = self.listed().where(has_id(owner, owner_id), named > after).order_by(named)
        return (self.session.scalars(statement.limit(limit))).all()

    def values_of(self, owner_id: int) -> Sequence[Row[int, str, Any]]:
        """Id, name and value of all items of the owner, locked against other writers."""
        # Columns of the table instead of the class: the ORM would handle every row once more.
        table = self.row_type.__table__.c
        columns = select(table.id, table[self.name_field], table.value)
        # Updates and deletions of single items lock the item only: wait for their commit.
        owned = columns.where(table[self.owner_field] == owner_id)
        owned = owned.order_by(table.id).with_for_update(key_share=True)
        return (self.session.execute(owned)).all()

    def values_of_owners(
        self, owner_ids: Collection[int], names: Collection[str], limit: int
    ) -> Sequence[Row[int, str, Any]]:
        """Owner, name and value, of these owners and names, by owner and name, at most `limit`."""
        owner, named = self._columns()
        statement = select(owner, named, self.row_type.value).where(owner.in_(owner_ids))
        if names:
            statement = statement.where(named.in_([spelling(name) for name in names]))
        statement = statement.order_by(owner, named).limit(limit)
        return (self.session.execute(statement)).all()

    def add_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows, whose ids nobody asks for."""
        if rows:
            self.session.execute(statements.insert_items(self.row_type), rows)

    def update_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New values: `row_id`, `new_value`, `at` and `by` for each row."""
        if rows:
            connection = self.session.connection()
            connection.execute(statements.update_items(self.row_type), rows)

    def _columns(self) -> tuple[Any, Any]:
        return getattr(self.row_type, self.owner_field), getattr(self.row_type, self.name_field)
