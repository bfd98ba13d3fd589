# Generated from tests/mldb/async_db/hooks.py by `make twins`.
"""What tests put in the place of a service's own methods."""

from typing import Any


def nothing(*_: Any) -> None:
    """A hook that refuses nothing, and a look-up that finds nothing."""


def failing(*_: Any) -> None:
    """A step that breaks off in the middle of a change."""
    raise RuntimeError("broken off")
