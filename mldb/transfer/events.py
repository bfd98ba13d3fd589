"""Audit events into the registry: those that it doesn't hold yet, as they were written."""

from collections.abc import Sequence
from typing import Final

from mldb.models import AuditEvent
from mldb.transfer.former import FormerThings
from mldb.transfer.known import KnownEvents
from mldb.transfer.records import EventRecord
from mldb.transfer.subjects import Subjects
from mldb.transfer.work import Row, Work

_NO_COLUMNS: Final = {"model_name", "former_model_id", "former_version_id"}


class Events:
    """Events, known by what they say; they are added with ids of what they are about here."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known = KnownEvents(work)
        self._former = FormerThings(work)

    def merge(self, records: Sequence[EventRecord]) -> None:
        """Add what is not there yet."""
        known = self._known.among(records)
        tally = self._work.report.tallies[EventRecord.kind]
        new = [record for record, is_there in zip(records, known, strict=True) if not is_there]
        tally.there += len(records) - len(new)
        rows = self._rows(new) if new else []
        tally.new += len(rows)
        tally.left_out += len(new) - len(rows)
        self._work.insert(AuditEvent, rows)

    def _rows(self, records: Sequence[EventRecord]) -> list[Row]:
        """Columns of new rows; none for what is about things in conflict."""
        subjects = Subjects(self._work, self._former, records)
        return [
            record.model_dump(exclude=_NO_COLUMNS) | subject
            for record in records
            if (subject := subjects.of(record)) is not None
        ]
