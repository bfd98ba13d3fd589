"""Responses of the operations in the OpenAPI document."""

import json
from http import HTTPStatus
from typing import Any, Final

from registry_app.api.base.lines import LINES
from registry_app.api.base.once import REPLAYED
from registry_app.api.base.problems import CONTENT_TYPE
from registry_app.api.document.examples import example_of
from registry_app.api.document.references import SCHEMAS, name_of
from registry_app.api.document.statuses import PROBLEMS
from registry_app.core.request_ids import HEADER as REQUEST_ID

_JSON: Final = "application/json"
_OF_BODIES: Final = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT}
_WITH_RETRY: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
# The document has no operation for a wrong method, nor for faults of the server.
_OF_NO_OPERATION: Final = {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.INTERNAL_SERVER_ERROR}


# Their bodies or queries name something that has to exist.
_NAMING_SOMETHING: Final = {"create_view", "get_experiment_by_name"}
# What they create has no states.
_WITHOUT_ETAG: Final = {"begin_run_upload", "begin_logged_model_upload", "begin_version_upload"}


def complete_responses(method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Add headers, examples, JSON Lines and problems to the responses of an operation."""
    responses = operation["responses"]
    parameters = {parameter["name"] for parameter in operation["parameters"]}
    for status, response in responses.items():
        response["headers"] = _headers(HTTPStatus(int(status)), parameters, method)
        if operation["operationId"] in _WITHOUT_ETAG:
            response["headers"].pop("ETag", None)
        if "Range" in parameters:
            response["headers"] |= _of_file(HTTPStatus(int(status)))
        if "content" in response:
            _complete_content(response["content"], schemas, with_lines="q" in parameters)
    if "If-None-Match" in parameters:
        responses[str(HTTPStatus.NOT_MODIFIED.value)] = {
            "description": "The cached copy is still valid.",
            "headers": _header(REQUEST_ID, "ETag"),
        }
    for status in PROBLEMS:
        if _can_have(method, operation, parameters, status):
            responses[str(status.value)] = _problem(status)
    operation["responses"] = dict(sorted(responses.items()))


def _complete_content(
    content: dict[str, Any], schemas: dict[str, Any], *, with_lines: bool
) -> None:
    if _JSON not in content:
        return
    schema = content[_JSON]["schema"]
    content[_JSON]["example"] = example_of(schema, schemas)
    if with_lines:
        item = name_of(schema).removeprefix("PageOf")
        content[LINES] = {
            "schema": {
                "type": "string",
                "description": f"All results: one {item} as JSON on each line.",
            },
            "example": f"{json.dumps(example_of(schemas[item], schemas))}\n",
        }


def _headers(status: HTTPStatus, parameters: set[str], method: str) -> dict[str, Any]:
    names = [REQUEST_ID]
    if status is HTTPStatus.CREATED:
        names += ["Location", "ETag"]
    elif status is HTTPStatus.OK and parameters & {"If-Match", "If-None-Match"}:
        names.append("ETag")
    if "cursor" in parameters and method == "get":
        names.append("Link")
    if "Idempotency-Key" in parameters:
        names.append(REPLAYED)
    return _header(*names)


def _of_file(status: HTTPStatus) -> dict[str, Any]:
    if status is HTTPStatus.FOUND:
        return _header("Location")
    names = ["ETag", "Repr-Digest", "Accept-Ranges", "Content-Disposition"]
    return _header(*names, *(["Content-Range"] if status is HTTPStatus.PARTIAL_CONTENT else []))


def _can_have(
    method: str, operation: dict[str, Any], parameters: set[str], status: HTTPStatus
) -> bool:
    has_path = any(parameter["in"] == "path" for parameter in operation["parameters"])
    special = {
        **dict.fromkeys(_OF_NO_OPERATION, False),
        **dict.fromkeys(_OF_BODIES, "requestBody" in operation),
        HTTPStatus.BAD_REQUEST: "requestBody" in operation or "q" in parameters,
        HTTPStatus.NOT_FOUND: has_path or operation["operationId"] in _NAMING_SOMETHING,
        HTTPStatus.CONFLICT: method != "get",
        HTTPStatus.PRECONDITION_FAILED: "If-Match" in parameters,
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "Range" in parameters,
        HTTPStatus.PRECONDITION_REQUIRED: method == "patch",
    }
    return special.get(status, True)


def _problem(status: HTTPStatus) -> dict[str, Any]:
    names = [REQUEST_ID]
    if status in _WITH_RETRY:
        names.append("Retry-After")
    if status is HTTPStatus.UNAUTHORIZED:
        names.append("WWW-Authenticate")
    return {
        "description": PROBLEMS[status],
        "headers": _header(*names),
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
    }


_HEADERS: Final = {
    REQUEST_ID: "Identifies the request in the server's log.",
    "ETag": "Identifies this state of the resource, for If-Match and If-None-Match.",
    "Accept-Ranges": "bytes.",
    "Content-Disposition": "attachment, with the name of the file.",
    "Content-Range": "Which part of the file this is, and the size of the whole.",
    "Repr-Digest": "SHA-256 of the whole file (RFC 9530).",
    "Link": "The neighbouring pages (RFC 8288), if there are any: next, prev.",
    "Location": "URL of the created resource, or at which a file is.",
    "Retry-After": "Seconds after which to send the request again.",
    "WWW-Authenticate": "Bearer.",
    REPLAYED: "true, if the request was carried out before and this is its first response.",
}
_ALWAYS: Final = {
    REQUEST_ID,
    "ETag",
    "Location",
    "Retry-After",
    "WWW-Authenticate",
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "Repr-Digest",
}


def _header(*names: str) -> dict[str, Any]:
    return {
        name: {
            "description": _HEADERS[name],
            "required": name in _ALWAYS,
            "schema": {"type": "integer" if name == "Retry-After" else "string"},
        }
        for name in names
    }
