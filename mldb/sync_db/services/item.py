# Generated from mldb/async_db/services/item.py by `make twins`.
"""The base of the services of metrics, parameters and tags."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from mldb.audit import Subject, changes_between, prefixed
from mldb.errors import DuplicateError, NotFoundError
from mldb.rules.paging import check_page
from mldb.statements.item import ItemValue, rows_of
from mldb.sync_db.repositories.base import BaseRepository
from mldb.sync_db.repositories.item import ItemRepository
from mldb.sync_db.services.base import BaseService
from mldb.sync_db.services.change import Change
from mldb.types import CreateT, ReadT, RowT, UpdateT
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE
from mldb.values.texts import is_storable

# A table of 1,000 rows with 50 columns.
VALUES_LIMIT = 50_000


class ItemService(BaseService[RowT, CreateT, UpdateT, ReadT]):
    """Named values that belong to an owner; every change of one is an update of the owner.

    The hooks for new and for changed values get `ItemValue`s.
    """

    repository_type: ClassVar[type[ItemRepository[Any]]]
    owner_repository_type: ClassVar[type[BaseRepository[Any]]]
    owner_entity: ClassVar[str]
    prefix: ClassVar[str]

    def get_by_name(self, owner_id: int, name: str) -> ReadT:
        """The value of this name.

        Raises:
            NotFoundError: the owner has none, or is in the trash.
        """
        with self.database.reading() as session:
            row = None
            if is_storable(name):
                row = self.repository_type(session).get_by_name(owner_id, name)
            return self._read(self._found(row, name))

    def get_of_owner(
        self, owner_id: int, *, after: str = "", limit: int = PAGE_SIZE
    ) -> list[ReadT]:
        """Values of one owner by name, those behind the name `after`, at most `limit` (1,000)."""
        check_page(0, limit)
        if not is_storable(after):
            return []
        with self.database.reading() as session:
            repository = self.repository_type(session)
            return self._read_all(repository.get_of_owner(owner_id, after, limit))

    def get_of_owners(
        self, owner_ids: Collection[int], names: Collection[str] = ()
    ) -> dict[int, dict[str, Any]]:
        """Values by owner and name, for tables; of all names if none is given.

        At most 50,000 values, and up to 1,000 owners; owners without a value are left out.

        Raises:
            RuleViolationError: too many owners.
        """
        check_page(0, max(len(owner_ids), 1))
        values: dict[int, dict[str, Any]] = {}
        with self.database.reading() as session:
            repository = self.repository_type(session)
            rows = repository.values_of_owners(owner_ids, names, VALUES_LIMIT)
            for owner_id, name, value in rows:
                values.setdefault(owner_id, {})[name] = value
        return values

    def create(self, data: CreateT, *, reason: str | None = None) -> ReadT:
        """The value as stored.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: a rule forbids it; DuplicateError if the owner has this name.
        """
        item = self._item(data)
        with self._changing(reason) as change:
            owner = self._owner(change.session, item.owner_id)
            self._check_absent(change.session, item)
            return self._read(self._insert(change, owner, item))

    def put(self, data: CreateT, *, reason: str | None = None) -> ReadT:
        """The value as stored, whether the owner had one of this name or not.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: a rule forbids it.
        """
        item = self._item(data)
        with self._changing(reason) as change:
            # Locks the owner, so that nobody else adds the value meanwhile.
            owner = self._owner(change.session, item.owner_id)
            repository = self.repository_type(change.session)
            row = repository.get_by_name(item.owner_id, item.name)
            if row is None:
                row = self._insert(change, owner, item)
            else:
                self._replace(change, row, item)
            return self._read(row)

    def add_values(self, change: Change, items: Sequence[ItemValue]) -> None:
        """New values as a part of a change of their owners, which records them.

        Raises:
            RuleViolationError: a rule forbids one of them.
        """
        self._validate_create(change.session, items)
        repository = self.repository_type(change.session)
        rows = rows_of(items, repository.owner_field, repository.name_field, change)
        repository.add_many(rows)

    def _check_absent(self, session: Session, item: ItemValue) -> None:
        """An owner has one value per name; the unique constraint decides races."""
        if self.repository_type(session).get_by_name(item.owner_id, item.name) is not None:
            raise DuplicateError(
                f"This {self.owner_entity} has a {self.entity} {item.name!r} already.",
                self.repository_type.name_field,
            )

    def _insert(self, change: Change, owner: Any, item: ItemValue) -> RowT:
        """The new row, with its audit event."""
        self._validate_create(change.session, [item])
        values = {"owner": owner, self.repository_type.name_field: item.name, "value": item.value}
        row: RowT = self.repository_type(change.session).add(values | change.created())
        self._record(change, AuditAction.CREATE, row, {}, self._audited(row))
        return row

    def _replace(self, change: Change, row: RowT, item: ItemValue) -> None:
        """Give the row the value, with an audit event if it is another one."""
        self._validate_update(change.session, [item])
        self._set(change, row, AuditAction.UPDATE, {"value": item.value})

    def _change_of(self, row: Any, data: Any) -> ItemValue:
        owner_id = getattr(row, self.repository_type.owner_field)
        return ItemValue(owner_id, getattr(row, self.repository_type.name_field), data.value)

    def _set_many(self, owner_id: int, values: Mapping[str, Any], reason: str | None) -> int:
        """Insert or update all of the values, or none; returns how many were new or different."""
        with self._changing(reason) as change:
            owner = self._owner(change.session, owner_id)
            rows = self.repository_type(change.session).values_of(owner_id)
            before = {
                name: stored
                for _, name, stored in rows
                if name in values and stored != values[name]
            }
            ids = {name: row_id for row_id, name, _ in rows if name in values}
            new = {name: value for name, value in values.items() if name not in ids}
            changed = {name: values[name] for name in before}
            self.add_values(change, _items(owner_id, new))
            self._update_values(change, _items(owner_id, changed), ids)
            changes = changes_between(
                prefixed(self.prefix, before), prefixed(self.prefix, new | changed)
            )
            change.record(AuditAction.UPDATE, self._owner_subject(owner), changes)
            return len(new) + len(changed)

    def _update_values(
        self, change: Change, items: Sequence[ItemValue], ids: Mapping[str, int]
    ) -> None:
        """Give the rows with these ids, by name, their new values."""
        self._validate_update(change.session, items)
        self.repository_type(change.session).update_many(
            [
                {"row_id": ids[name], "new_value": value, "at": change.at, "by": change.actor}
                for _, name, value in items
            ]
        )

    def _record(
        self,
        change: Change,
        action: AuditAction,
        row: RowT,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        change.record(AuditAction.UPDATE, self._subject(row), changes_between(before, after))

    def _owner(self, session: Session, owner_id: int) -> Any:
        """The owner's row, locked, so that its values change one writer after the other."""
        owner = self.owner_repository_type(session).get(owner_id, lock=True)
        if owner is None or not owner.is_live:
            raise NotFoundError(self.owner_entity, owner_id)
        return owner

    def _item(self, data: Any) -> ItemValue:
        owner_id: int = getattr(data, self.repository_type.owner_field)
        name: str = getattr(data, self.repository_type.name_field)
        return ItemValue(owner_id, name, data.value)

    def _audited(self, row: Any) -> dict[str, Any]:
        return prefixed(self.prefix, {getattr(row, self.repository_type.name_field): row.value})

    def _subject(self, row: Any) -> Subject:
        return self._owner_subject(row.owner)

    def _owner_subject(self, owner: Any) -> Subject:
        # An experiment belongs to no model.
        model_id = owner.id if self.owner_entity == "model" else getattr(owner, "model_id", None)
        return Subject(self.owner_entity, owner.id, owner.label, model_id)


def _items(owner_id: int, values: Mapping[str, Any]) -> list[ItemValue]:
    return [ItemValue(owner_id, name, value) for name, value in values.items()]
