"""Operations of the OpenAPI document, as the page shows them."""

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.utils.text import slugify

from registry_app.api.app import OPERATIONS
from registry_app.api.document.openapi import document
from registry_app.api.document.references import name_of
from registry_app.api.document.types_page import Described, Types

_JSON: Final = "application/json"


@dataclass(frozen=True)
class Success:
    """A response of an operation that is no error."""

    status: HTTPStatus
    headers: list[str]
    content: str | None
    """Name of the body's schema; None: there is no body."""


@dataclass(frozen=True)
class OperationText:
    """An operation on the page."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    role: str
    path_parameters: list[Described]
    query: list[Described]
    headers: list[Described]
    body: list[Described]
    successes: list[Success]
    problems: list[HTTPStatus]
    example: str
    """The rest of a curl command after the site's URL: it begins with the path."""
    example_response: str | None


@dataclass(frozen=True)
class Section:
    """A group of operations on the page."""

    name: str
    slug: str
    description: str
    operations: list[OperationText]


def types() -> Types:
    """The schemas of the document."""
    return Types(document()["components"]["schemas"])


@cache
def sections() -> list[Section]:
    """All operations, in the order of the document."""
    found: dict[str, list[OperationText]] = {tag["name"]: [] for tag in document()["tags"]}
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_operation(path, method, operation))
    return [
        Section(tag["name"], slugify(tag["name"]), tag["description"], found[tag["name"]])
        for tag in document()["tags"]
    ]


def _operation(path: str, method: str, operation: dict[str, Any]) -> OperationText:
    path_parameters, query, headers = (_parameters(operation, source) for source in _SOURCES)
    return OperationText(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"].rpartition("\n\n")[0],
        role=OPERATIONS[operation["operationId"]].role.value,
        path_parameters=path_parameters,
        query=query,
        headers=headers,
        body=_body(operation),
        successes=[_success(status, one) for status, one in _good(operation)],
        problems=[HTTPStatus(int(status)) for status in operation["responses"] if status >= "400"],
        example=_example(path, method, operation),
        example_response=_example_response(operation),
    )


_SOURCES: Final = ("path", "query", "header")


def _parameters(operation: dict[str, Any], source: str) -> list[Described]:
    return [
        types().described(
            one["name"],
            one["schema"] | {"description": one.get("description", "")},
            is_required=one.get("required", False),
        )
        for one in operation["parameters"]
        if one["in"] == source
    ]


def _body(operation: dict[str, Any]) -> list[Described]:
    content = operation.get("requestBody", {}).get("content", {}).get(_JSON)
    return types().fields(name_of(content["schema"])) if content else []


def _good(operation: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(status, one) for status, one in operation["responses"].items() if status < "400"]


def _success(status: str, response: dict[str, Any]) -> Success:
    content = response.get("content", {}).get(_JSON)
    return Success(
        HTTPStatus(int(status)), list(response["headers"]), content and name_of(content["schema"])
    )


def _example_response(operation: dict[str, Any]) -> str | None:
    content = _good(operation)[0][1].get("content")
    if not content:
        return None
    if _JSON in content:
        return json.dumps(content[_JSON]["example"], indent=2)
    return str(next(iter(content.values()))["example"])


def _example(path: str, method: str, operation: dict[str, Any]) -> str:
    """The rest of a curl command, after the site's URL."""
    needed = [
        one for one in operation["parameters"] if one.get("required") or one["name"] in _SHOWN
    ]
    for one in needed:
        safe = "/" if one["name"] == "path" else ""
        path = path.replace(f"{{{one['name']}}}", quote(str(one["example"]), safe=safe))
    query = {one["name"]: one["example"] for one in needed if one["in"] == "query"}
    if query:
        path = f"{path}?{urlencode(query, doseq=True, safe='/')}"
    lines = [f"{path}'"] if method == "get" else [f"{path}' -X {method.upper()}"]
    lines += [f"-H '{one['name']}: {one['example']}'" for one in needed if one["in"] == "header"]
    return " \\\n  ".join([*lines, *_example_body(operation)])


def _example_body(operation: dict[str, Any]) -> list[str]:
    """Arguments of curl."""
    if "requestBody" not in operation:
        return []
    content = operation["requestBody"]["content"]
    if _JSON not in content:
        return ["-T model.safetensors"]
    return [f"-H 'Content-Type: {_JSON}'", f"-d '{json.dumps(content[_JSON]['example'])}'"]


_SHOWN: Final = {"Idempotency-Key"}
"""Parameters that examples show though they are not required."""
