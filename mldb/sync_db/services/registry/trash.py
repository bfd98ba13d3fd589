# Generated from mldb/async_db/services/registry/trash.py by `make twins`.
"""The base of services whose entities can be trashed, restored and purged."""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from mldb.errors import NotFoundError, RuleViolationError
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas.registry.bulk import BulkOutcome, Skipped
from mldb.schemas.registry.search import SearchPage
from mldb.statements.search.listing import Listing
from mldb.sync_db.repositories.registry.trash import TrashRepository
from mldb.sync_db.services.base import BaseService
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.registry.search import SearchService
from mldb.types import CreateT, ReadT, RowT, UpdateT
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable


class TrashService(BaseService[RowT, CreateT, UpdateT, ReadT], SearchService):
    """Deleting moves to the trash, from which entities are restored or purged for good."""

    repository_type: ClassVar[type[TrashRepository[Any]]]

    def get_trashed(self, *, skip: int = 0, limit: int = PAGE_SIZE) -> list[ReadT]:
        """Entities in the trash, the last trashed first, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            return self._read_all(self.repository_type(session).get_trashed(skip, limit))

    def get_trash_page(
        self, *, containing: str = "", cursor: str | None = None, limit: int = PAGE_SIZE
    ) -> SearchPage[ReadT]:
        """A page of the trash, the last trashed first, at most `limit` (1,000).

        Only what has the text `containing` in its name, or was trashed by the person it names.
        `cursor` came with another page; `mldb.search.cursor.END` is the cursor of the last one.

        Raises:
            RuleViolationError: the cursor is of another list.
        """
        if not is_storable(containing):
            return SearchPage([], None, None)
        return self._page(self._trashed(containing), self.read_schema, cursor, limit)

    def all_trashed(self, containing: str = "") -> Iterator[Sequence[ReadT]]:
        """All of the trash, or what `get_trash_page` finds, the last trashed first.

        In pages of 1,000, each read by itself; restoring meanwhile hides nothing from the next
        pages.
        """
        return self._all(self._trashed(containing), self.read_schema)

    def get_from_trash(self, row_id: int) -> ReadT:
        """The entity with this id, which is in the trash.

        Raises:
            NotFoundError: it is not there.
        """
        with self.database.reading() as session:
            return self._read(self._trashed_row(session, row_id, lock=False))

    def delete_many(
        self, row_ids: Collection[int], *, reason: str | None = None, dry_run: bool = False
    ) -> BulkOutcome:
        """Move up to 1,000 entities to the trash, except those that a rule protects.

        All in one transaction, each with its event. A dry run changes nothing and reports the
        changes that it would make.

        Raises:
            RuleViolationError: too many.
        """
        check_batch(len(row_ids))
        outcome = BulkOutcome()
        with self._trying(reason, dry_run=dry_run) as change:
            for row_id in row_ids:
                row = self.repository_type(change.session).get(row_id, lock=True)
                if row is None or not self._is_visible(row):
                    outcome.skipped.append(Skipped(str(row_id), "It is in the trash already."))
                    continue
                label = self._subject(row).label
                try:
                    self._validate_delete(change.session, [row])
                except RuleViolationError as violation:
                    outcome.skipped.append(Skipped(label, str(violation)))
                else:
                    self._remove(change, row)
                    outcome.done.append(label)
        return outcome

    def restore(self, row_id: int, *, reason: str | None = None) -> ReadT:
        """The entity, restored from the trash.

        Raises:
            NotFoundError: it is not in the trash.
            RuleViolationError: a rule forbids it.
        """
        with self._changing(reason) as change:
            row = self._trashed_row(change.session, row_id)
            self._validate_restore(change.session, [row])
            self._set(change, row, AuditAction.RESTORE, {"deleted_at": None, "deleted_by": None})
            return self._read(row)

    def purge(self, row_id: int, confirmation: str, *, reason: str | None = None) -> None:
        """Remove an entity in the trash for good; its audit events stay.

        Args:
            row_id: of the entity.
            confirmation: its name, typed again (for a version `name/number`).
            reason: for the audit.

        Raises:
            NotFoundError: it is not in the trash.
            RuleViolationError: the confirmation is another one.
        """
        with self._changing(reason) as change:
            row = self._trashed_row(change.session, row_id)
            label = self._subject(row).label
            if spelling(confirmation) != label:
                raise RuleViolationError(
                    f"To purge this {self.entity}, type its name: {label}", "confirmation"
                )
            self._record(change, AuditAction.PURGE, row, self._audited(row), {})
            # While it is still known who watches it.
            change.tell()
            self._before_purge(change, row)
            self.repository_type(change.session).delete(row)
            change.note("purged", entity=self.entity, name=label)

    @abstractmethod
    def _trashed(self, containing: str = "") -> Listing:
        """The list of the trash, or of what this text finds in it."""

    def _validate_restore(self, session: Session, rows: Sequence[RowT]) -> None:
        """Refuse rows that may not be restored."""

    def _before_purge(self, change: Change, row: RowT) -> None:
        """Detach other rows that outlive this one."""

    def _list(self, session: Session, skip: int, limit: int) -> Iterable[RowT]:
        return self.repository_type(session).get_live(skip, limit)

    def _trashed_row(self, session: Session, row_id: int, *, lock: bool = True) -> RowT:
        row: Any = self.repository_type(session).get(row_id, lock=lock)
        if row is None or row.deleted_at is None:
            raise NotFoundError(self.entity, row_id, "in the trash")
        return row  # type: ignore[no-any-return]  # the repository's rows are ours

    def _remove(self, change: Change, row: RowT) -> None:
        self._set(
            change, row, AuditAction.DELETE, {"deleted_at": change.at, "deleted_by": change.actor}
        )
