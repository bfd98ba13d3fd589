"""Case folding in the database for searches: see `mldb.search.pattern.folded`."""

import sqlite3
from typing import Any, Final

from sqlalchemy import Engine, event

from mldb.search.pattern import folded

FOLDED: Final = "modelbook_folded"
"""Name of the SQL function on SQLite."""
HAS_ICU: Final = "modelbook_has_icu"
"""Attribute of a PostgreSQL dialect: whether the server has the collations of ICU."""

_ASK: Final = "SELECT count(*) FROM pg_collation WHERE collname = 'und-x-icu'"


def add_folding(connection: sqlite3.Connection) -> None:
    """Add the SQL function `FOLDED` to a connection to SQLite."""
    connection.create_function(FOLDED, 1, _folded, deterministic=True)


def look_for_icu(engine: Engine) -> None:
    """Set `HAS_ICU` at the first connection; servers built without ICU fold A to Z only."""
    event.listen(engine, "first_connect", lambda connection, _: _note(engine, connection))


def _note(engine: Engine, connection: Any) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(_ASK)
        setattr(engine.dialect, HAS_ICU, cursor.fetchone()[0] > 0)
    finally:
        cursor.close()
    connection.rollback()


def _folded(text: str | None) -> str | None:
    return None if text is None else folded(text)
