"""Stand-ins for methods of a service."""

from typing import Any

from mldb.errors import RuleViolationError


async def nothing(*_: Any) -> None:
    """A hook that refuses nothing, and a look-up that finds nothing."""


async def failing(*_: Any) -> None:
    """A step that breaks off in the middle of a change."""
    raise RuntimeError("broken off")


async def refusing(*_: Any) -> None:
    """A rule that forbids everything."""
    raise RuleViolationError("A new rule.")
