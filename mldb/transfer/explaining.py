"""No change without an audit event: those that the records of an import brought none for."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import Select, func, select

from mldb.audit import Subject, changes_between, prefixed
from mldb.models import (
    AuditEvent,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)
from mldb.statements.registry import unexplained
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.registry.ml_model import MLModelService
from mldb.sync_db.services.registry.ml_model_version import MLModelVersionService
from mldb.transfer.work import Row, Work
from mldb.values.enums import AuditAction
from mldb.values.limits import METRICS_PER_CALL

# An event can tell of ten thousand metrics and more.
_AT_ONCE: Final = 20
_MODEL_ITEMS: Final = ((MLModelTag, "tags", "key"),)
_VERSION_ITEMS: Final = (
    (MLModelVersionParam, "params", "name"),
    (MLMetric, "metrics", "name"),
    (MLModelVersionTag, "tags", "key"),
)


def explain(work: Work, change: Change) -> None:
    """Write an event for everything new that no event of the import tells of."""
    events = _Untold(work, change).events()
    while portion := list(islice(events, _AT_ONCE)):
        work.insert(AuditEvent, portion)
        work.report.explained += len(portion)


class _Untold:
    """What is new and not told of, as events."""

    def __init__(self, work: Work, change: Change) -> None:
        self._work = work
        self._change = change
        self._told = {
            "last_event": work.last_ids[AuditEvent.__tablename__],
            "last_told": work.connection.scalar(select(func.max(AuditEvent.id))) or 0,
        }

    def events(self) -> Iterator[Row]:
        """Things that were created, then what was added to things that were there before."""
        yield from self._created_models()
        yield from self._created_versions()
        yield from self._added_to_models()
        yield from self._added_to_versions()
        yield from self._pointed()

    def _created_models(self) -> Iterator[Row]:
        for rows in self._pages(unexplained.untold_models(), MLModel):
            items = self._items_of(rows, "model_id", _MODEL_ITEMS)
            for row in rows:
                subject = Subject("model", row["id"], row["name"], row["id"])
                own = {name: row[name] for name in MLModelService.audited_fields}
                yield self._event(AuditAction.CREATE, subject, own | items[row["id"]])

    def _created_versions(self) -> Iterator[Row]:
        for rows in self._pages(unexplained.untold_versions(), MLModelVersion):
            items = self._items_of(rows, "version_id", _VERSION_ITEMS)
            for row in rows:
                label = f"{row['model']}/{row['number']}"
                subject = Subject("version", row["id"], label, row["model_id"])
                own = {name: row[name] for name in MLModelVersionService.audited_fields}
                yield self._event(AuditAction.CREATE, subject, own | items[row["id"]])

    def _added_to_models(self) -> Iterator[Row]:
        for row_type, prefix, _ in _MODEL_ITEMS:
            statement = unexplained.untold_items_of_models(row_type)
            added = self._added(statement, row_type, MLModel)
            yield from self._updates(added, "model", prefix)

    def _added_to_versions(self) -> Iterator[Row]:
        for row_type, prefix, name_field in _VERSION_ITEMS:
            statement = unexplained.untold_items_of_versions(row_type, name_field)
            added = self._added(statement, row_type, MLModelVersion)
            yield from self._updates(added, "version", prefix)

    def _pointed(self) -> Iterator[Row]:
        """New aliases; assignments that ended tell themselves who ended them and why."""
        for row in self._added(unexplained.untold_aliases(), MLModelAlias, MLModel):
            after = {f"aliases.{row['name']}": row["value"]}
            yield self._event(AuditAction.MOVE_ALIAS, _subject("model", row), after)

    def _pages(self, statement: Select[Any], row_type: Any) -> Iterator[list[Row]]:
        after = self._work.last_ids[row_type.__tablename__]
        while rows := self._rows(statement, after=after, count=_AT_ONCE):
            yield rows
            after = rows[-1]["id"]

    def _added(self, statement: Select[Any], row_type: Any, owner_type: Any) -> Iterator[Row]:
        """Rows, a few at a time: each was added to an owner that was there before."""
        bounds = {
            "last_item": self._work.last_ids[row_type.__tablename__],
            "last_owner": self._work.last_ids[owner_type.__tablename__],
        }
        streamed = statement.execution_options(yield_per=_AT_ONCE)
        found = self._work.connection.execute(streamed, self._told | bounds)
        return (dict(row) for row in found.mappings())

    def _rows(self, statement: Select[Any], **values: int) -> list[Row]:
        found = self._work.connection.execute(statement, self._told | values)
        return [dict(row) for row in found.mappings()]

    def _items_of(
        self, rows: list[Row], owner_field: str, kinds: tuple[tuple[Any, str, str], ...]
    ) -> dict[int, Row]:
        """Named values by owner, as fields of their owner."""
        owners: dict[int, Row] = {row["id"]: {} for row in rows}
        for row_type, prefix, name_field in kinds:
            statement = unexplained.items_of(row_type, owner_field, name_field, list(owners))
            for owner, name, value in self._work.connection.execute(statement):
                owners[owner] |= prefixed(prefix, {name: value})
        return owners

    def _updates(self, added: Iterator[Row], entity: str, prefix: str) -> Iterator[Row]:
        for _, rows in groupby(added, key=lambda row: row["owner"]):
            while portion := list(islice(rows, METRICS_PER_CALL)):
                values = {row["name"]: row["value"] for row in portion}
                subject = _subject(entity, portion[0])
                yield self._event(AuditAction.UPDATE, subject, prefixed(prefix, values))

    def _event(self, action: AuditAction, subject: Subject, after: Row) -> Row:
        return self._change.event(action, subject, changes_between({}, after))


def _subject(entity: str, row: Row) -> Subject:
    label = row["model"] if entity == "model" else f"{row['model']}/{row['number']}"
    return Subject(entity, row["owner"], label, row["model_id"])
