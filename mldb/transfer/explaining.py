"""Writes audit events for imported rows that no imported event mentions."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import Select, func, select

from mldb.audit import Subject, changes_between, prefixed
from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, MODEL, RUN, VERSION, Entity, items_of
from mldb.models import (
    AuditEvent,
    MLArtifact,
    MLExperiment,
    MLLoggedModel,
    MLModel,
    MLModelAlias,
    MLModelVersion,
    MLRun,
)
from mldb.models.lookup import row_type_of
from mldb.statements.parts import in_parts
from mldb.statements.registry import unexplained
from mldb.statements.tracking.imported import runs_with_ids
from mldb.sync_db.services.change import Change
from mldb.transfer.work import Row, Work
from mldb.values.enums import AuditAction, RunStatus
from mldb.values.limits import METRICS_PER_CALL

# One event can list more than ten thousand metrics.
_AT_ONCE: Final = 20
# As a log after the end of a run is recorded.
_LATE: Final = {
    "points": "points",
    "run_params": "params",
    "run_tags": "tags",
    "run_inputs": "inputs",
    "artifacts": "artifacts",
}


def explain(work: Work, change: Change) -> None:
    """Write an event for every new row that no event of the import mentions."""
    events = _UnexplainedRows(work, change).events()
    while portion := list(islice(events, _AT_ONCE)):
        work.insert(AuditEvent, portion)
        work.report.explained += len(portion)


class _UnexplainedRows:
    """New rows without an event, as events."""

    def __init__(self, work: Work, change: Change) -> None:
        self._work = work
        self._change = change
        self._bounds = {
            "last_event": work.last_ids[AuditEvent.__tablename__],
            "last_imported": work.connection.scalar(select(func.max(AuditEvent.id))) or 0,
        }

    def events(self) -> Iterator[Row]:
        """Events of new entities, then of items that were added to existing entities."""
        yield from self._created_experiments()
        yield from self._created_of(MLRun, RUN, unexplained.unexplained_runs())
        yield from self._added_to_experiments()
        yield from self._added_to_runs()
        yield from self._created_of(
            MLLoggedModel, LOGGED_MODEL, unexplained.unexplained_logged_models()
        )
        yield from self._created_models()
        yield from self._created_versions()
        yield from self._added_to_models()
        yield from self._added_to_versions()
        yield from self._added_files()
        yield from self._pointed()

    def _created_experiments(self) -> Iterator[Row]:
        for rows in self._pages(unexplained.unexplained_experiments(), MLExperiment):
            items = self._items_of(rows, EXPERIMENT)
            for row in rows:
                own = {name: row[name] for name in EXPERIMENT.audited}
                subject = Subject(EXPERIMENT.name, row["id"], row["name"])
                yield self._event(AuditAction.CREATE, subject, own | items[row["id"]])

    def _created_of(self, row_type: Any, entity: Entity, statement: Select[Any]) -> Iterator[Row]:
        """Events of runs or logged models; what they logged is not audited."""
        for rows in self._pages(statement, row_type):
            for row in rows:
                subject = Subject(entity.name, row["id"], row["public_id"])
                own = {name: row[name] for name in entity.audited}
                yield self._event(AuditAction.CREATE, subject, own)

    def _added_to_experiments(self) -> Iterator[Row]:
        for item in items_of(EXPERIMENT):
            row_type = row_type_of(item)
            added = self._added(unexplained.unexplained_experiment_tags(), row_type, MLExperiment)
            for _, rows in groupby(added, key=lambda row: row["owner"]):
                owned = list(rows)
                values = {row["name"]: row["value"] for row in owned}
                subject = Subject(EXPERIMENT.name, owned[0]["owner"], owned[0]["experiment"])
                yield self._event(AuditAction.UPDATE, subject, prefixed(item.prefix, values))

    def _added_to_runs(self) -> Iterator[Row]:
        """What is added to a run that has ended is counted, as if it were logged now."""
        for run_ids in in_parts(sorted(self._work.late)):
            runs = self._work.connection.execute(runs_with_ids(), {"run_ids": run_ids})
            for run_id, public_id, status in runs:
                if RunStatus(status).is_ended:
                    counts = {_LATE[name]: n for name, n in self._work.late[run_id].items()}
                    subject = Subject(RUN.name, run_id, public_id)
                    yield self._event(AuditAction.UPDATE, subject, counts)

    def _created_models(self) -> Iterator[Row]:
        for rows in self._pages(unexplained.unexplained_models(), MLModel):
            items = self._items_of(rows, MODEL)
            for row in rows:
                subject = Subject(MODEL.name, row["id"], row["name"], row["id"])
                own = {name: row[name] for name in MODEL.audited}
                yield self._event(AuditAction.CREATE, subject, own | items[row["id"]])

    def _created_versions(self) -> Iterator[Row]:
        for rows in self._pages(unexplained.unexplained_versions(), MLModelVersion):
            items = self._items_of(rows, VERSION)
            for row in rows:
                label = f"{row['model']}/{row['number']}"
                subject = Subject(VERSION.name, row["id"], label, row["model_id"])
                own = {name: row[name] for name in VERSION.audited}
                yield self._event(AuditAction.CREATE, subject, own | items[row["id"]])

    def _added_to_models(self) -> Iterator[Row]:
        for item in items_of(MODEL):
            row_type = row_type_of(item)
            statement = unexplained.unexplained_model_items(row_type, item.name_column)
            added = self._added(statement, row_type, MLModel)
            yield from self._updates(added, MODEL, item.prefix)

    def _added_to_versions(self) -> Iterator[Row]:
        for item in items_of(VERSION):
            row_type = row_type_of(item)
            statement = unexplained.unexplained_version_items(row_type, item.name_column)
            added = self._added(statement, row_type, MLModelVersion)
            yield from self._updates(added, VERSION, item.prefix)

    def _added_files(self) -> Iterator[Row]:
        """What is added to versions and logged models is counted; each file names its digest."""
        statement = unexplained.unexplained_version_files()
        for row in self._added(statement, MLArtifact, MLModelVersion):
            yield self._event(AuditAction.UPDATE, _subject(VERSION, row), _files(row))
        statement = unexplained.unexplained_logged_model_files()
        for row in self._added(statement, MLArtifact, MLLoggedModel):
            subject = Subject(LOGGED_MODEL.name, row["owner"], row["public_id"])
            yield self._event(AuditAction.UPDATE, subject, _files(row))

    def _pointed(self) -> Iterator[Row]:
        """Events of new current assignments; an ended assignment records itself who ended it."""
        for row in self._added(unexplained.unexplained_aliases(), MLModelAlias, MLModel):
            after = {f"aliases.{row['name']}": row["value"]}
            yield self._event(AuditAction.MOVE_ALIAS, _subject(MODEL, row), after)

    def _pages(self, statement: Select[Any], row_type: Any) -> Iterator[list[Row]]:
        after = self._work.last_ids[row_type.__tablename__]
        while rows := self._rows(statement, after=after, count=_AT_ONCE):
            yield rows
            after = rows[-1]["id"]

    def _added(self, statement: Select[Any], row_type: Any, owner_type: Any) -> Iterator[Row]:
        """Rows that were added to an owner from before the import, streamed."""
        bounds = {
            "last_item": self._work.last_ids[row_type.__tablename__],
            "last_owner": self._work.last_ids[owner_type.__tablename__],
        }
        streamed = statement.execution_options(yield_per=_AT_ONCE)
        found = self._work.connection.execute(streamed, self._bounds | bounds)
        return (dict(row) for row in found.mappings())

    def _rows(self, statement: Select[Any], **values: int) -> list[Row]:
        found = self._work.connection.execute(statement, self._bounds | values)
        return [dict(row) for row in found.mappings()]

    def _items_of(self, rows: list[Row], owner: Entity) -> dict[int, Row]:
        """Items by the id of their owner, as audited fields of the owner."""
        owners: dict[int, Row] = {row["id"]: {} for row in rows}
        for item in items_of(owner):
            statement = unexplained.items_of(item, row_type_of(item), list(owners))
            for owner_id, name, value in self._work.connection.execute(statement):
                owners[owner_id] |= prefixed(item.prefix, {name: value})
        return owners

    def _updates(self, added: Iterator[Row], entity: Entity, prefix: str) -> Iterator[Row]:
        for _, rows in groupby(added, key=lambda row: row["owner"]):
            while portion := list(islice(rows, METRICS_PER_CALL)):
                values = {row["name"]: row["value"] for row in portion}
                subject = _subject(entity, portion[0])
                yield self._event(AuditAction.UPDATE, subject, prefixed(prefix, values))

    def _event(self, action: AuditAction, subject: Subject, after: Row) -> Row:
        return self._change.event(action, subject, changes_between({}, after))


def _files(row: Row) -> Row:
    files = "1 file" if row["count"] == 1 else f"{row['count']:,} files"
    return {"files": f"{files}, {row['size_bytes']:,} bytes"}


def _subject(entity: Entity, row: Row) -> Subject:
    label = row["model"] if entity is MODEL else f"{row['model']}/{row['number']}"
    return Subject(entity.name, row["owner"], label, row["model_id"])
