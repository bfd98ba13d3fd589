"""One import at work: its transaction, and what its parts have to know of each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, Table, func, insert, select

from mldb.models import Base
from mldb.statements.registry.bulk import FEW, as_json, insert_from_json
from mldb.statements.registry.imported import set_last_number
from mldb.statements.registry.ml_model_activity import add_missing, take_from_events
from mldb.transfer.report import ImportReport
from mldb.transfer.rules import Rules

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass
class Work:
    """The transaction, the report, and what was there before.

    `last_ids` are the greatest ids before the import, by table: what has a greater one came with
    it. `left_models` and `left_versions` are the ids of what is in conflict, if conflicts are
    skipped, `left_names` the names of such models that are not here: what belongs to them is left
    out. `last_numbers` are what models must count on from.
    """

    connection: Connection
    report: ImportReport
    skip_conflicts: bool
    last_ids: Mapping[str, int]
    rules: Rules
    left_models: set[int] = field(default_factory=set)
    left_names: set[str] = field(default_factory=set)
    left_versions: set[int] = field(default_factory=set)
    last_numbers: dict[int, int] = field(default_factory=dict)

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
        """New rows of all columns but the id, in the order given."""
        table: Table = row_type.__table__
        if self.dialect == "postgresql" and len(rows) > FEW:
            self.connection.execute(insert_from_json(table), as_json(rows))
        elif rows:
            self.connection.execute(insert(table), rows)

    def was_there(self, table: str, row_id: int | None) -> bool:
        """Whether the row was there before the import."""
        return row_id is not None and row_id <= self.last_ids[table]

    def was_purged(self, place: Mapping[str, Any], number: int) -> bool:
        """Whether this number was given out here, to a version that is no more."""
        return (
            self.was_there("ml_models", place["model_id"])
            and number <= place["last_version_number"]
        )

    def is_version_left_out(self, place: Mapping[str, Any], number: int) -> bool:
        """Whether what belongs to this version is left out."""
        if place["version_id"] is None:
            return self.is_model_left_out(place) or self.was_purged(place, number)
        return self.is_model_left_out(place) or place["version_id"] in self.left_versions

    def is_model_left_out(self, place: Mapping[str, Any]) -> bool:
        """Whether what belongs to the model, which is the first part of the key, is left out."""
        return place["model_id"] in self.left_models or place["key_0"] in self.left_names

    def count_on(self, model_id: int, number: int, place: Mapping[str, Any]) -> None:
        """Never give this number out again.

        The counter itself is set at the end: until then it tells what was given out before.
        """
        if number > self.last_numbers.get(model_id, place["last_version_number"]):
            self.last_numbers[model_id] = number

    def finish(self) -> None:
        """Set the counters of models to the greatest number that is here or was in the file."""
        if self.last_numbers:
            rows = [
                {"model_id": key, "number": number} for key, number in self.last_numbers.items()
            ]
            self.connection.execute(set_last_number(), rows)

    def note_activity(self) -> None:
        """Let models be as active as the events say that the import brought or wrote."""
        new = {
            "last_model": self.last_ids["ml_models"],
            "last_event": self.last_ids["audit_events"],
        }
        for statement in (add_missing(), take_from_events()):
            self.connection.execute(statement, new)

    def leave_out(self, ids: set[int], row_id: int) -> None:
        """Let nothing be added to this thing, unless the whole import is refused anyway."""
        if self.skip_conflicts:
            ids.add(row_id)


def last_ids(connection: Connection) -> dict[str, int]:
    """The greatest id of every table of the registry."""
    return {
        name: connection.scalar(select(func.max(table.c.id))) or 0
        for name, table in Base.metadata.tables.items()
        if "id" in table.c
    }
