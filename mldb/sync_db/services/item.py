# Generated from mldb/async_db/services/item.py by `make twins`.
"""What the services of metrics, parameters and tags share."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from mldb.audit import Subject, changes_between, prefixed
from mldb.errors import DuplicateError, NotFoundError
from mldb.rules.paging import check_page
from mldb.statements.item import rows_of
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
    """Named values that belong to an owner; every change of one is an update of the owner."""

    repository_type: ClassVar[type[ItemRepository[Any]]]
    owner_repository_type: ClassVar[type[BaseRepository[Any]]]
    owner_entity: ClassVar[str]
    prefix: ClassVar[str]

    def get_by_name(self, owner_id: int, name: str) -> ReadT:
        """The value of this name.

        Raises:
            NotFoundError: the owner has none, or lies in the trash.
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

    def put(self, data: CreateT, *, reason: str | None = None) -> ReadT:
        """The value as stored, whether the owner had one of this name or not.

        Raises:
            NotFoundError: there is no such owner, or it lies in the trash.
        """
        owner_id, name = self._key(data)
        with self._changing(reason) as change:
            # Locks the owner, so that the value is not made by somebody else meanwhile.
            self._owner(change.session, owner_id)
            row = self.repository_type(change.session).get_by_name(owner_id, name)
            if row is None:
                row = self._add(change, data)
                self._record(change, AuditAction.CREATE, row, {}, self._audited(row))
            else:
                self._set(change, row, AuditAction.UPDATE, data.model_dump(include={"value"}))
            return self._read(row)

    def _validate_create(self, session: Session, data: CreateT) -> None:
        """An owner has one value per name; the unique constraint decides races."""
        owner_id, name = self._key(data)
        if self.repository_type(session).get_by_name(owner_id, name) is not None:
            raise DuplicateError(
                f"This {self.owner_entity} has a {self.entity} {name!r} already.",
                self.repository_type.name_field,
            )

    def _add(self, change: Change, data: CreateT) -> RowT:
        owner_id, _ = self._key(data)
        owner = self._owner(change.session, owner_id)
        values = data.model_dump(exclude={self.repository_type.owner_field})
        row: RowT = self.repository_type(change.session).add(
            values | {"owner": owner} | change.created()
        )
        return row

    def _set_many(self, owner_id: int, values: Mapping[str, Any], reason: str | None) -> int:
        """Insert or update all of the values, or none; returns how many were new or different."""
        with self._changing(reason) as change:
            owner = self._owner(change.session, owner_id)
            repository = self.repository_type(change.session)
            stored = {
                name: (row_id, value) for row_id, name, value in repository.values_of(owner_id)
            }
            new = {name: value for name, value in values.items() if name not in stored}
            changed = {
                name: value
                for name, value in values.items()
                if name in stored and stored[name][1] != value
            }
            repository.add_many(
                rows_of(new, repository.owner_field, owner_id, repository.name_field, change)
            )
            repository.update_many(
                [
                    {
                        "row_id": stored[name][0],
                        "new_value": value,
                        "at": change.at,
                        "by": change.actor,
                    }
                    for name, value in changed.items()
                ]
            )
            before = {name: stored[name][1] for name in changed}
            change.record(
                AuditAction.UPDATE,
                self._owner_subject(owner),
                changes_between(
                    prefixed(self.prefix, before), prefixed(self.prefix, new | changed)
                ),
            )
            return len(new) + len(changed)

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

    def _key(self, data: Any) -> tuple[int, str]:
        owner_id: int = getattr(data, self.repository_type.owner_field)
        name: str = getattr(data, self.repository_type.name_field)
        return owner_id, name

    def _audited(self, row: Any) -> dict[str, Any]:
        return prefixed(self.prefix, {getattr(row, self.repository_type.name_field): row.value})

    def _subject(self, row: Any) -> Subject:
        return self._owner_subject(row.owner)

    def _owner_subject(self, owner: Any) -> Subject:
        model_id = owner.id if self.owner_entity == "model" else owner.model_id
        return Subject(self.owner_entity, owner.id, owner.label, model_id)
