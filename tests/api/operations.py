"""Every operation of the API, with URLs at which nothing exists."""

import re
from typing import Any, Final

from django.urls import reverse

from registry_app.api import app
from registry_app.api.base.gate import Operation

_NOTHING: Final[dict[str, Any]] = {
    "name": "nix",
    "number": 9,
    "alias": "nix",
    "item": "nix",
    "row_id": 999,
    "token_id": 999,
    "username": "nix",
    "public_id": "nix",
    "path": "nix",
    "upload_id": "nix",
}


OPERATIONS: Final = tuple(app.OPERATIONS.values())


def path_parameters(operation: Operation) -> list[str]:
    """Names of the operation's path parameters."""
    return re.findall(r"{(?:\w+:)?(\w+)}", operation.path)


def url_of(operation: Operation, **given: Any) -> str:
    """The operation's URL, below the API's prefix."""
    parameters = {name: given.get(name, _NOTHING[name]) for name in path_parameters(operation)}
    return reverse(f"api:{operation.name}", kwargs=parameters).removeprefix("/api/v1")
