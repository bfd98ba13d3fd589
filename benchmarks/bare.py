"""The same writes by the driver alone: SQL by hand, nothing checked, one connection."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measured_registry import ACTOR
from mldb.config import SQLiteConfig
from mldb.database import sqlite

UPSERT_METRIC = """
INSERT INTO ml_metrics
    (version_id, name, value, created_at, created_by, updated_at, updated_by, row_version)
VALUES (?, ?, ?, ?, ?, ?, ?, 1)
ON CONFLICT (version_id, name) DO UPDATE SET
    value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
    row_version = row_version + 1
"""
INSERT_MODEL = """
INSERT INTO ml_models
    (name, description, last_version_number, created_at, created_by, updated_at, updated_by,
     row_version)
VALUES (?, '', 0, ?, ?, ?, ?, 1)
"""
INSERT_EVENT = """
INSERT INTO audit_events
    (occurred_at, actor, action, entity, entity_id, label, model_id, changes)
VALUES (?, ?, 'create', 'model', ?, ?, ?, ?)
"""


class Bare:
    """One connection with the pragmas of Modelbook's own."""

    def __init__(self, config: SQLiteConfig) -> None:
        self.connection = sqlite.connect(config)

    def record(self, version_id: int, metrics: Mapping[str, float]) -> None:
        """Insert or update metrics of a version; no audit."""
        now = str(datetime.now(UTC))
        author = (now, ACTOR, now, ACTOR)
        with self._transaction():
            self.connection.executemany(
                UPSERT_METRIC,
                [(version_id, name, value, *author) for name, value in metrics.items()],
            )

    def create_model(self, name: str) -> None:
        """Insert a model and its audit event."""
        now = str(datetime.now(UTC))
        changes = json.dumps({"description": [None, ""], "name": [None, name]})
        with self._transaction():
            model_id = self.connection.execute(
                INSERT_MODEL, (name, now, ACTOR, now, ACTOR)
            ).lastrowid
            self.connection.execute(INSERT_EVENT, (now, ACTOR, model_id, name, model_id, changes))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        yield
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


class BarePoints:
    """Points of metrics as rows in a file of their own, with interned names; nothing is checked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()  # an existing file is opened, an empty one too
        self.connection = sqlite.connect(SQLiteConfig(db_path=path))
        self.connection.execute("CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
        self.connection.execute(
            "CREATE TABLE points (series_id INTEGER, step INTEGER, time_ms INTEGER, value REAL, "
            "PRIMARY KEY (series_id, step, time_ms, value)) WITHOUT ROWID"
        )

    def log(self, batches: Mapping[str, Sequence[tuple[int, int, float]]]) -> None:
        """Insert points by metric; those that are there already stay."""
        self.connection.execute("BEGIN IMMEDIATE")
        for name, rows in batches.items():
            self.connection.execute("INSERT OR IGNORE INTO series (name) VALUES (?)", (name,))
            series_id = self._id(name)
            self.connection.executemany(
                "INSERT OR IGNORE INTO points VALUES (?, ?, ?, ?)",
                [(series_id, *row) for row in rows],
            )
        self.connection.execute("COMMIT")

    def history(self, name: str) -> list[tuple[int, int, float]]:
        """All points of a metric in order."""
        return self.connection.execute(
            "SELECT step, time_ms, value FROM points WHERE series_id = ? ORDER BY 1, 2, 3",
            (self._id(name),),
        ).fetchall()

    def size_bytes(self) -> int:
        """Size of the file."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self._path.stat().st_size

    def _id(self, name: str) -> int:
        found: int = self.connection.execute(
            "SELECT id FROM series WHERE name = ?", (name,)
        ).fetchone()[0]
        return found

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
