"""Two registries that differ are never taken for equal: every column is compared, or excused."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mldb.catalogue import EXPORTED, Entity
from mldb.config import DatabaseConfig
from mldb.errors import NotFoundError
from mldb.models import Base
from mldb.models.lookup import row_type_of
from mldb.statements import content
from mldb.statements.content import content_of
from mldb.transfer import import_records
from mldb.transfer.reading import opened
from mldb.transfer.records import Record
from mldb.values.enums import AuditAction, Device, Goal, VersionStatus

BY_RECORD = {entity.record: entity for entity in EXPORTED if entity.record is not None}
CONTENT = [
    (record_type, name)
    for record_type, entity in BY_RECORD.items()
    for name in content_of(row_type_of(entity))
]
# Where the record calls it otherwise.
FIELDS = {("aliases", "version_number"): "version", ("datasets", "schema"): "schema_"}
ENUMS: dict[str, type[StrEnum]] = {
    "device": Device,
    "status": VersionStatus,
    "primary_metric_goal": Goal,
    "action": AuditAction,
}


def test_a_new_column_is_compared_unless_it_is_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Example(Base):
        __tablename__ = "examples"

        model_id: Mapped[int] = mapped_column(ForeignKey("ml_models.id"))
        licence: Mapped[str]

    try:
        entity = Entity("example", "examples", internal={"id": "", "model_id": ""})
        monkeypatch.setattr(content, "BY_TABLE", {"examples": entity})
        assert set(content_of(Example)) == {"licence"}
    finally:
        Base.metadata.remove(Example.__table__)  # type: ignore[arg-type]  # it is a table
        Base.registry._dispose_cls(Example)


@pytest.fixture
def records(exported: Path) -> Iterator[list[Record]]:
    """All that the registry `config` holds."""
    with opened(exported) as export:
        yield list(export.records())


def test_no_column_is_forgotten_by_an_import(config: DatabaseConfig, records: list[Record]) -> None:
    """One record that differs in one field is in conflict, or for an event another one."""
    equal = [
        (type_name, name)
        for type_name, name in CONTENT
        if is_equal(
            config, changed(next(r for r in records if r.type_name == type_name), type_name, name)
        )
    ]

    assert equal == []


def test_what_does_not_differ_is_equal(config: DatabaseConfig, records: list[Record]) -> None:
    for type_name in BY_RECORD:
        assert is_equal(config, next(record for record in records if record.type_name == type_name))


def is_equal(config: DatabaseConfig, record: Record) -> bool:
    try:
        report = import_records(config, [record], actor="ann", dry_run=True)
    except NotFoundError:
        # An event about something that isn't here.
        return False
    return not report.new_count and not report.conflict_count


def changed(record: Record, type_name: str, column: str) -> Record:
    """The record with another value in the field of this column, whether it is valid or not."""
    if column == "is_trashed":
        moment = None if getattr(record, "deleted_at") else getattr(record, "created_at")  # noqa: B009
        return record.model_copy(update={"deleted_at": moment})
    if column == "entity":
        # Its label goes with it.
        return record.model_copy(update={"entity": "version", "label": f"{record.label}/1"})  # type: ignore[union-attr]
    field = FIELDS.get((type_name, column), column)
    return record.model_copy(update={field: other(column, getattr(record, field))})


def other(column: str, value: Any) -> Any:
    if column in ENUMS:
        return next(each for each in ENUMS[column] if each != value)
    if column.endswith("_at"):
        return value + timedelta(seconds=1)
    if isinstance(value, dict):
        return value | {"more": (1, 2)}
    return "other" if value is None or isinstance(value, str) else value + 1
