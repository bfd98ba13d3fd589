"""Things into a registry that holds one for each key: new ones are added, none is changed."""

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


class Things(ABC, Generic[RecordT]):
    """Records of one kind."""

    row_type: ClassVar[Any]

    def __init__(self, work: Work) -> None:
        self.work = work

    def merge(self, records: Sequence[RecordT]) -> None:
        """Add what is new, and report what is there already or differs."""
        keys = [self._key(record) for record in records]
        held = {
            tuple(row[f"key_{index}"] for index in range(len(keys[0]))): row
            for row in self._look_up(keys)
        }
        new = []
        for key, record in zip(keys, records, strict=True):
            place = held[key]
            if self._is_new(record, place):
                new.append((record, self._row(record, place)))
                place["id"] = _ADDED
        self._check(new)
        self.work.insert(self.row_type, [row for _, row in new])

    def _is_new(self, record: RecordT, place: Row) -> bool:
        """Count the record where it belongs.

        Raises:
            RuleViolationError: there was one of this key before it.
        """
        if place["id"] is not None and not self._was_there(place["id"]):
            raise RuleViolationError(f"{record.title} comes twice.")
        tally = self.work.report.tallies[record.kind]
        if self._is_left_out(record, place):
            tally.left_out += 1
        elif conflict := self._conflict(record, place):
            self.work.report.add_conflict(record.kind, f"{record.title} {conflict}.")
            self._leave_out(place)
        elif place["id"] is not None:
            tally.there += 1
            self._agree(record, place)
        else:
            tally.new += 1
            return True
        return False

    @abstractmethod
    def _key(self, record: RecordT) -> Key:
        """What tells it from others of its kind."""

    @abstractmethod
    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        """What is there: a row for each key."""

    @abstractmethod
    def _row(self, record: RecordT, place: Row) -> Row:
        """Columns of the new row.

        Raises:
            NotFoundError: what it belongs to is not there.
        """

    def _check(self, new: Sequence[tuple[RecordT, Row]]) -> None:
        """Apply the rules of the service to new rows, given with their records.

        Raises:
            RuleViolationError: a rule forbids one of them.
        """

    def _is_left_out(self, record: RecordT, place: Row) -> bool:
        """Whether it belongs to something in conflict."""
        return False

    def _conflict(self, record: RecordT, place: Row) -> str | None:
        """What the record does that contradicts what is there."""
        if place["id"] is None:
            return None
        here = {name: place[name] for name in content_of(self.row_type)}
        return difference(here, {name: getattr(record, name) for name in here})

    def _leave_out(self, place: Row) -> None:
        """Remember that nothing may be added to what is in conflict."""

    def _agree(self, record: RecordT, place: Row) -> None:
        """Take over what may differ without being a conflict."""

    def _was_there(self, row_id: int) -> bool:
        return row_id != _ADDED and self.work.was_there(self.row_type.__tablename__, row_id)


def difference(here: Mapping[str, Any], there: Mapping[str, Any]) -> str | None:
    """What two things differ in, by the names of fields; None: they are equal."""
    differences = [
        f"{name.removeprefix('is_').replace('_', ' ')} "
        f"(here {_shown(value)}, to import {_shown(there[name])})"
        for name, value in here.items()
        if value != there[name]
    ]
    return f"differs in {', '.join(differences)}" if differences else None


def _shown(value: Any) -> str:
    """Texts by their beginning and end; an enum as the text that it is."""
    return shortened(str(value) if isinstance(value, str) else value)
