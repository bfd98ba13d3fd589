"""Base of the mergers: new records are inserted, existing rows never change."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from reprlib import repr as shortened
from typing import Any, ClassVar, Generic, TypeVar

from mldb.errors import RuleViolationError
from mldb.statements.content import content_of
from mldb.transfer.records import BaseRecord
from mldb.transfer.work import Key, Row, Work

RecordT = TypeVar("RecordT", bound=BaseRecord)

_ADDED = -1
"""Stands for the id of a row that is about to be inserted."""


class Merger(ABC, Generic[RecordT]):
    """Merges the records of one type."""

    row_type: ClassVar[Any]

    def __init__(self, work: Work) -> None:
        self.work = work

    def merge(self, records: Sequence[RecordT]) -> None:
        """Insert new records; count the existing, report the conflicting ones."""
        keys = [self._key(record) for record in records]
        existing_rows = {
            tuple(row[f"key_{index}"] for index in range(len(keys[0]))): row
            for row in self._look_up(keys)
        }
        new = []
        for key, record in zip(keys, records, strict=True):
            existing = existing_rows[key]
            if self._is_new(record, existing):
                new.append((record, self._row(record, existing)))
                existing["id"] = _ADDED
        self._check(new)
        self.work.insert(self.row_type, [row for _, row in new])

    def _is_new(self, record: RecordT, existing: Row) -> bool:
        """Whether to insert the record; counts it in its tally.

        Raises:
            RuleViolationError: the import has two records of this key.
        """
        if existing["id"] is not None and not self._was_there(existing["id"]):
            raise RuleViolationError(f"{record.title} comes twice.")
        tally = self.work.report.tallies[record.type_name]
        if self._is_left_out(record, existing):
            tally.left_out += 1
        elif conflict := self._conflict(record, existing):
            self.work.report.add_conflict(record.type_name, f"{record.title} {conflict}.")
            self._leave_out(existing)
        elif existing["id"] is not None:
            tally.there += 1
            self._agree(record, existing)
        else:
            tally.new += 1
            return True
        return False

    @abstractmethod
    def _key(self, record: RecordT) -> Key:
        """The key that identifies the record among those of its type."""

    @abstractmethod
    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        """A row for each key; its `id` is None if there is no existing row."""

    @abstractmethod
    def _row(self, record: RecordT, existing: Row) -> Row:
        """Columns of the new row.

        Raises:
            NotFoundError: the owner does not exist.
        """

    @abstractmethod
    def _check(self, new: Sequence[tuple[RecordT, Row]]) -> None:
        """Apply the rules of the service to new rows, given with their records.

        Raises:
            RuleViolationError: a rule forbids one of them.
        """

    def _is_left_out(self, record: RecordT, existing: Row) -> bool:
        """Whether the owner is in conflict."""
        return False

    def _conflict(self, record: RecordT, existing: Row) -> str | None:
        """The conflict with the existing row, as the end of a sentence; None: there is none."""
        if existing["id"] is None:
            return None
        here = {name: existing[name] for name in content_of(self.row_type)}
        there = self._content(record)
        return difference(here, {name: there[name] for name in here})

    def _content(self, record: RecordT) -> Row:
        """The compared values of the record by column."""
        return {name: getattr(record, name) for name in content_of(self.row_type)}

    def _leave_out(self, existing: Row) -> None:
        """Leave out the records that belong to this one, which is in conflict."""

    def _agree(self, record: RecordT, existing: Row) -> None:
        """Take over values that may differ without a conflict."""

    def _was_there(self, row_id: int) -> bool:
        return row_id != _ADDED and self.work.was_there(self.row_type.__tablename__, row_id)


def difference(here: Mapping[str, Any], there: Mapping[str, Any]) -> str | None:
    """The differing fields with both values, as the end of a sentence; None: all are equal."""
    differences = [
        f"{name.removeprefix('is_').replace('_', ' ')} "
        f"(here {_shown(value)}, to import {_shown(there[name])})"
        for name, value in here.items()
        if value != there[name]
    ]
    return f"differs in {', '.join(differences)}" if differences else None


def _shown(value: Any) -> str:
    """The value in short form: long texts by their ends, an enum as its text."""
    return shortened(str(value) if isinstance(value, str) else value)
