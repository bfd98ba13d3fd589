"""Operations that read their body as it comes."""

from typing import Any, Final

from django.urls import Resolver404, resolve

from registry_app.api.app import OPERATIONS
from registry_app.core.root_path import inner_path

_STREAMING: Final = {
    (operation.method, operation.path)
    for operation in OPERATIONS.values()
    if operation.streams_body
}
_METHODS: Final = {method for method, _ in _STREAMING}


def streams_body(scope: Any) -> bool:
    """Whether the request of this ASGI scope belongs to such an operation."""
    if scope["method"] not in _METHODS:
        return False
    try:
        match = resolve(inner_path(scope))
    except Resolver404:
        return False
    # All operations at one path have the view of the first.
    operation = OPERATIONS.get(match.url_name or "")
    return operation is not None and (scope["method"], operation.path) in _STREAMING
