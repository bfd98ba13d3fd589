"""State that the parts of one import share."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, func, insert, select

from mldb.catalogue import EXPORTED, MODEL, RUN
from mldb.models import AuditEvent, Base
from mldb.statements.registry.bulk import FEW, as_json, insert_from_json
from mldb.statements.registry.imported import set_last_number
from mldb.statements.registry.ml_model_activity import add_missing, take_from_events
from mldb.transfer.contents import NewContents
from mldb.transfer.report import ImportReport
from mldb.transfer.rules import Rules

Row = dict[str, Any]
Key = tuple[Any, ...]
LeftT = TypeVar("LeftT", int, str)


@dataclass
class Work:
    """The transaction, the report and the state of one import.

    `last_ids` are the greatest ids before the import, by table; new rows have greater ones. If
    conflicts are skipped, `left_models` and `left_versions` are the ids of entities in conflict,
    and `left_names` the names of conflicting models without a row; their items are left out.
    `left_experiments`, `left_runs` and `left_logged_models` are such ids and public ids, also of
    those that are left out with their owner. `last_numbers` are the greatest version numbers of the
    import, by model; `late` are numbers of what was added to runs that existed, by type.
    `contents` are those whose bytes the import has stored.
    """

    connection: Connection
    report: ImportReport
    skip_conflicts: bool
    last_ids: Mapping[str, int]
    rules: Rules
    contents: NewContents
    left_models: set[int] = field(default_factory=set)
    left_names: set[str] = field(default_factory=set)
    left_versions: set[int] = field(default_factory=set)
    left_experiments: set[int] = field(default_factory=set)
    left_runs: set[str] = field(default_factory=set)
    left_logged_models: set[str] = field(default_factory=set)
    last_numbers: dict[int, int] = field(default_factory=dict)
    late: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the backend."""
        return self.connection.dialect.name

    def look_up(self, statement: Select[Any], keys: Sequence[Key]) -> list[Row]:
        """Rows of a statement of `mldb.statements.registry.imported`, at least one for each key."""
        found = self.connection.execute(statement, {"keys": keys})
        names = tuple(found.keys())
        # Twice as quick as through `mappings()`.
        return [dict(zip(names, row, strict=True)) for row in found]

    def insert(self, row_type: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows with all columns but the id, in the order given."""
        table: Table = row_type.__table__
        if self.dialect == "postgresql" and len(rows) > FEW:
            self.connection.execute(insert_from_json(table), as_json(rows))
        elif rows:
            self.connection.execute(insert(table), rows)

    def was_there(self, table: str, row_id: int | None) -> bool:
        """Whether the row existed before the import."""
        return row_id is not None and row_id <= self.last_ids[table]

    def was_purged(self, existing: Mapping[str, Any], number: int) -> bool:
        """Whether this version existed here and was purged."""
        return (
            self.was_there(MODEL.table, existing["model_id"])
            and number <= existing["last_version_number"]
        )

    def is_version_left_out(self, existing: Mapping[str, Any], number: int) -> bool:
        """Whether the items of this version are left out."""
        if existing["version_id"] is None:
            return self.is_model_left_out(existing) or self.was_purged(existing, number)
        return self.is_model_left_out(existing) or existing["version_id"] in self.left_versions

    def is_model_left_out(self, existing: Mapping[str, Any]) -> bool:
        """Whether the items of the model, the first part of the key, are left out."""
        return existing["model_id"] in self.left_models or existing["key_0"] in self.left_names

    def count_on(self, model_id: int, number: int, existing: Mapping[str, Any]) -> None:
        """Reserve the version number, so that it is never given out again.

        The counter itself is set at the end: until then it is the last number before the import.
        """
        if number > self.last_numbers.get(model_id, existing["last_version_number"]):
            self.last_numbers[model_id] = number

    def finish(self) -> None:
        """Set the models' counters to the greatest number, existing or imported."""
        if self.last_numbers:
            rows = [
                {"model_id": key, "number": number} for key, number in self.last_numbers.items()
            ]
            self.connection.execute(set_last_number(), rows)

    def note_activity(self) -> None:
        """Update the models' last activity by the events that the import added."""
        new = {
            "last_model": self.last_ids[MODEL.table],
            "last_event": self.last_ids[AuditEvent.__tablename__],
        }
        for statement in (add_missing(), take_from_events()):
            self.connection.execute(statement, new)

    def note_late(self, run_id: int, type_name: str, count: int) -> None:
        """Count what is added to a run that existed before the import."""
        if count and self.was_there(RUN.table, run_id):
            self.late[run_id][type_name] += count

    def leave_out(self, ids: set[LeftT], row_id: LeftT) -> None:
        """Leave out the items of this row, if conflicts are skipped."""
        if self.skip_conflicts:
            ids.add(row_id)


def last_ids(connection: Connection) -> dict[str, int]:
    """The greatest id of every exported table that has ids."""
    tables = [Base.metadata.tables[entity.table] for entity in EXPORTED]
    return {
        table.name: connection.scalar(select(func.max(table.c.id))) or 0
        for table in tables
        if "id" in table.c
    }
