# Generated from mldb/async_db/services/base.py by `make twins`.
"""The base of services: one operation, one transaction, one audit event."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy.orm import Session

from mldb.audit import Subject, changes_between, snapshot
from mldb.errors import ConflictError, NotFoundError
from mldb.rules.arguments import check_reason, require_actor
from mldb.rules.batch import naming_items
from mldb.rules.paging import check_page
from mldb.sync_db.repositories.base import BaseRepository
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.hooks import Hooks
from mldb.sync_db.session import default_database
from mldb.sync_db.unit_of_work import UnitOfWork
from mldb.types import CreateT, ReadT, RowT, UpdateT
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE

ServiceT = TypeVar("ServiceT", bound="Service")


class Service:
    """Works on one database for one actor; keeps nothing between operations.

    Without a `database` it uses the default one. Without an `actor` it reads only.
    `via` names the API token of the program that acts for the actor, if one does.
    """

    def __init__(
        self,
        database: UnitOfWork | None = None,
        *,
        actor: str | None = None,
        via: str | None = None,
    ) -> None:
        self.database: UnitOfWork = database if database is not None else default_database()
        self.actor = actor
        self.via = via

    def _service(self, service_type: type[ServiceT]) -> ServiceT:
        """Another service of this database and actor."""
        return service_type(self.database, actor=self.actor, via=self.via)

    @contextmanager
    def _changing(self, reason: str | None) -> Iterator[Change]:
        """Transaction for a change that is audited."""
        actor, reason = require_actor(self.actor), check_reason(reason)
        with self.database.writing() as session:
            # On SQLite the write lock is taken by now, so times follow the order of the commits. On
            # PostgreSQL rows are locked later: rules about an order there compare times themselves.
            change = Change(session, actor, self.via, datetime.now(UTC), reason)
            yield change
            change.tell()
        change.write_notes()

    @contextmanager
    def _trying(self, reason: str | None, *, dry_run: bool) -> Iterator[Change]:
        """Transaction for a change that is audited; a dry run is rolled back."""
        with self._changing(reason) as change:
            yield change
            if dry_run:
                change.session.rollback()
                change.untold.clear()


class BaseService(Hooks, Service, ABC, Generic[RowT, CreateT, UpdateT, ReadT]):
    """Create, get, list, update and delete entities of one type.

    A subclass gives the class attributes, and its rules in the `_validate_…` hooks.
    """

    entity: ClassVar[str]
    repository_type: ClassVar[type[BaseRepository[Any]]]
    read_schema: type[ReadT]
    audited_fields: ClassVar[tuple[str, ...]]

    def create(self, data: CreateT, *, reason: str | None = None) -> ReadT:
        """The entity as stored.

        Raises:
            RuleViolationError: a rule forbids it; DuplicateError if it exists already.
        """
        with self._changing(reason) as change:
            (row,) = self._create(change, [data])
            return self._read(row)

    def get(self, row_id: int) -> ReadT:
        """The entity with this id.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        with self.database.reading() as session:
            return self._read(self._row(session, row_id))

    def get_all(self, *, skip: int = 0, limit: int = PAGE_SIZE) -> list[ReadT]:
        """Entities in the order of their list, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            return self._read_all(self._list(session, skip, limit))

    def update(self, row_id: int, data: UpdateT, *, reason: str | None = None) -> ReadT:
        """The entity after the change.

        Raises:
            NotFoundError: there is none, or it is in the trash.
            ConflictError: it was changed since the copy with `data.row_version` was read.
            RuleViolationError: a rule forbids it.
        """
        with self._changing(reason) as change:
            row = self._row(change.session, row_id, lock=True)
            self._check_fresh(row, data.row_version)
            self._validate_update(change.session, [self._change_of(row, data)])
            values = data.model_dump(exclude_unset=True, exclude={"row_version"})
            self._set(change, row, AuditAction.UPDATE, values)
            return self._read(row)

    def delete(
        self, row_id: int, *, row_version: int | None = None, reason: str | None = None
    ) -> None:
        """Remove the entity; with a `row_version` only if nobody has changed that copy.

        Raises:
            NotFoundError: there is none, or it is in the trash.
            ConflictError: it was changed since the copy with this `row_version` was read.
            RuleViolationError: a rule forbids it; InUseError if something depends on it.
        """
        with self._changing(reason) as change:
            row = self._row(change.session, row_id, lock=True)
            if row_version is not None:
                self._check_fresh(row, row_version)
            self._validate_delete(change.session, [row])
            self._remove(change, row)

    @abstractmethod
    def _subject(self, row: RowT) -> Subject:
        """The entity that audit events about this row name."""

    def _audited(self, row: RowT) -> dict[str, Any]:
        """The fields whose changes the audit records, with their current values."""
        return snapshot(row, self.audited_fields)

    def _is_visible(self, row: RowT) -> bool:
        """Whether the row can be got and changed."""
        return True

    def _list(self, session: Session, skip: int, limit: int) -> Iterable[RowT]:
        return self.repository_type(session).get_all(skip, limit)

    def _row(self, session: Session, row_id: int, *, lock: bool = False) -> RowT:
        row = self.repository_type(session).get(row_id, lock=lock)
        return self._found(row, row_id)

    def _found(self, row: RowT | None, key: object) -> RowT:
        if row is None or not self._is_visible(row):
            raise NotFoundError(self.entity, key)
        return row

    def _check_fresh(self, row: Any, row_version: int) -> None:
        if row.row_version != row_version:
            raise ConflictError(
                f"{row.updated_by} changed this {self.entity} in the meantime. "
                "Read it again and decide again.",
                "row_version",
            )

    def _create(self, change: Change, data: Sequence[CreateT]) -> list[RowT]:
        """New rows in the order given, each with its audit event."""
        self._validate_create(change.session, data)
        rows = [self._add(change, one) for one in data]
        for row in rows:
            self._record(change, AuditAction.CREATE, row, {}, self._audited(row))
        return rows

    def _create_many(self, change: Change, data: Sequence[CreateT]) -> list[RowT]:
        """New rows, as by `_create`; errors name the element that they are about."""
        with naming_items():
            return self._create(change, data)

    def _change_of(self, row: RowT, data: UpdateT) -> Any:
        """An element of the batch that `_validate_update` gets."""
        return row, data

    def _add(self, change: Change, data: CreateT) -> RowT:
        values = data.model_dump() | change.created()
        row: RowT = self.repository_type(change.session).add(values)
        return row

    def _set(self, change: Change, row: RowT, action: AuditAction, values: dict[str, Any]) -> None:
        """Set columns and record the changes, if there are any."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            before = self._audited(row)
            self.repository_type(change.session).update(row, changed | change.updated())
            self._record(change, action, row, before, self._audited(row))

    def _remove(self, change: Change, row: RowT) -> None:
        self._record(change, AuditAction.DELETE, row, self._audited(row), {})
        self.repository_type(change.session).delete(row)

    def _record(
        self,
        change: Change,
        action: AuditAction,
        row: RowT,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        change.record(action, self._subject(row), changes_between(before, after))

    def _read(self, row: RowT) -> ReadT:
        return self.read_schema.model_validate(row)

    def _read_all(self, rows: Iterable[RowT]) -> list[ReadT]:
        return [self.read_schema.model_validate(row) for row in rows]
