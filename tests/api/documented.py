"""Checks that every response that a test gets is in the API's document."""

import re
from typing import Any, Final

import httpx

from registry_app.api.document.openapi import document

# Responses of no operation: to a wrong method, and after a fault of the server.
_OF_NONE: Final = {405, 500}
_WITH_SLASHES: Final = {"item", "path"}


def _operations() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """Operations by a regular expression of their paths, the more specific ones first."""
    paths = sorted(document()["paths"].items(), key=lambda path: path[0].count("{"))
    return [(re.compile(_regex(path)), methods) for path, methods in paths]


def _regex(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda part: ".+" if part[1] in _WITH_SLASHES else "[^/]+", path)


_OPERATIONS: Final = _operations()


async def check_documented(response: httpx.Response) -> None:
    """Fails if the document lacks this status, content type or header."""
    request = response.request
    path = request.url.raw_path.decode().partition("?")[0]
    methods = next((found for regex, found in _OPERATIONS if regex.fullmatch(path)), {})
    operation = methods.get(request.method.lower())
    if operation is None or response.status_code in _OF_NONE:
        return
    documented = operation["responses"].get(str(response.status_code))
    assert documented is not None, (
        f"{operation['operationId']} responds with {response.status_code}."
    )
    required = {name for name, header in documented["headers"].items() if header["required"]}
    assert [name for name in required if name not in response.headers] == []
    if "content" in documented:
        media_type = response.headers["Content-Type"].partition(";")[0]
        assert {media_type, "*/*"} & set(documented["content"])
