"""Compiles each SQL statement once per process, not once per database.

SQLAlchemy keeps compiled statements per engine. Nearly every test has an engine of its own, and
would spend a third of its time on statements that the tests before it compiled as well.
"""

from typing import Any

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.util import LRUCache

from mldb.database.folding import HAS_ICU

Compiled = LRUCache[Any, Any]

_compile: Any = ClauseElement._compile_w_cache
_shared: dict[tuple[object, ...], tuple[Dialect, Compiled]] = {}


def share() -> None:
    """Let all engines whose dialects compile alike use the same compiled statements."""
    ClauseElement._compile_w_cache = _compile_shared  # type: ignore[method-assign]


def _compile_shared(
    self: ClauseElement, dialect: Any, *, compiled_cache: Any, **arguments: Any
) -> Any:
    if compiled_cache is not None:
        alike = (
            type(dialect),
            dialect.server_version_info,
            dialect.paramstyle,
            dialect._json_serializer,
            dialect._json_deserializer,
            getattr(dialect, HAS_ICU, True),
        )
        dialect, compiled_cache = _shared.setdefault(alike, (dialect, LRUCache(2_000)))
    return _compile(self, dialect, compiled_cache=compiled_cache, **arguments)
