"""Every operation of the API, at an address where there is nothing."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from registry_app.api.app import ROUTERS

_NOTHING: Final[dict[str, Any]] = {
    "name": "nix",
    "number": 9,
    "alias": "nix",
    "item": "nix",
    "row_id": 999,
    "token_id": 999,
    "username": "nix",
}


@dataclass(frozen=True)
class Operation:
    """An operation, and what stands in its address."""

    name: str
    method: str
    parts: tuple[str, ...]

    def address(self, **given: Any) -> str:
        """Where it is called, below the API's own address."""
        parts = {part: given.get(part, _NOTHING[part]) for part in self.parts}
        return reverse(f"api:{self.name}", kwargs=parts).removeprefix("/api/v1")


def _all() -> list[Operation]:
    return [
        Operation(str(operation.operation_id), method, tuple(re.findall(r"{(?:\w+:)?(\w+)}", path)))
        for module in ROUTERS
        for path, view in module.router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


OPERATIONS: Final = _all()
