"""What the API answers is in its document: asked of every answer that a test gets."""

import re
from typing import Any, Final

import httpx

from registry_app.api.document.openapi import document

# They are of no operation: of an address without this method, of a fault of ours.
_OF_NONE: Final = {405, 500}


def _operations() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """By what the addresses look like; one that says more comes first."""
    paths = sorted(document()["paths"].items(), key=lambda path: path[0].count("{"))
    return [(re.compile(_regex(path)), methods) for path, methods in paths]


def _regex(path: str) -> str:
    return re.sub(r"{(\w+)}", lambda part: ".+" if part[1] == "item" else "[^/]+", path)


_OPERATIONS: Final = _operations()


async def check_documented(response: httpx.Response) -> None:
    """Fails if the document doesn't tell of this status, content type or header."""
    request = response.request
    path = request.url.raw_path.decode().partition("?")[0]
    methods = next((found for regex, found in _OPERATIONS if regex.fullmatch(path)), {})
    operation = methods.get(request.method.lower())
    if operation is None or response.status_code in _OF_NONE:
        return
    answer = operation["responses"].get(str(response.status_code))
    assert answer is not None, f"{operation['operationId']} answers {response.status_code}."
    told = {name for name, header in answer["headers"].items() if header["required"]}
    assert [name for name in told if name not in response.headers] == []
    if "content" in answer:
        assert response.headers["Content-Type"] in answer["content"]
