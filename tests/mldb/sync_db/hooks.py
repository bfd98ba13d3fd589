# Generated from tests/mldb/async_db/hooks.py by `make twins`.
"""Stand-ins for methods of a service."""

from typing import Any

from mldb.errors import RuleViolationError


def nothing(*_: Any) -> None:
    """A hook that refuses nothing, and a look-up that finds nothing."""


def failing(*_: Any) -> None:
    """A step that breaks off in the middle of a change."""
    raise RuntimeError("broken off")


def refusing(*_: Any) -> None:
    """A rule that forbids everything."""
    raise RuleViolationError("A new rule.")
