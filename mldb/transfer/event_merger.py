"""Imports audit events that the registry lacks, unchanged."""

from collections.abc import Sequence
from typing import Final

from mldb.models import AuditEvent
from mldb.transfer.event_entities import EventEntities
from mldb.transfer.existing_events import ExistingEvents
from mldb.transfer.former_ids import FormerIds
from mldb.transfer.records import EventRecord
from mldb.transfer.work import Row, Work

_NO_COLUMNS: Final = {
    *("model_name", "former_model_id", "former_version_id", "experiment_name", "former_id"),
}


class EventMerger:
    """Merges events, identified by their content; new ones get this registry's entity ids."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known = ExistingEvents(work)
        self._former = FormerIds(work)

    def merge(self, records: Sequence[EventRecord]) -> None:
        """Insert new events, and count the existing ones."""
        known = self._known.among(records)
        tally = self._work.report.tallies[EventRecord.type_name]
        new = [record for record, is_there in zip(records, known, strict=True) if not is_there]
        tally.there += len(records) - len(new)
        rows = self._rows(new) if new else []
        tally.new += len(rows)
        tally.left_out += len(new) - len(rows)
        self._work.insert(AuditEvent, rows)

    def _rows(self, records: Sequence[EventRecord]) -> list[Row]:
        """Columns of new rows, without events about entities in conflict."""
        subjects = EventEntities(self._work, self._former, records)
        return [
            record.model_dump(exclude=_NO_COLUMNS) | subject
            for record in records
            if (subject := subjects.of(record)) is not None
        ]
