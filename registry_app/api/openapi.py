"""The OpenAPI document: what ninja finds out by itself, completed."""

from functools import cache
from http import HTTPStatus
from typing import Any, Final

from ninja.openapi.schema import OpenAPISchema

from registry_app.api.app import api
from registry_app.api.documentation import LINES
from registry_app.api.problems import CONTENT_TYPE, Problem
from registry_app.auth.permissions import API_MINIMUM_ROLE
from registry_app.request_ids import HEADER as REQUEST_ID

_DESCRIPTION: Final = """\
The registry for programs: everything that the pages can do, by the same rules.

Send an API token as `Authorization: Bearer mb_…`; you make one on your account page. A browser that
is logged in may call the API, too, with the CSRF token of the pages as `X-CSRFToken`.

Errors are problem details (RFC 9457), of type `application/problem+json`: `detail` says in a
sentence what to do, `errors` point at the fields. Every answer has an `X-Request-ID`, which stands
in the server's log, too. A refused request has changed nothing.
"""
_PROBLEMS: Final = {
    HTTPStatus.BAD_REQUEST: "The body or the query can't be read.",
    HTTPStatus.UNAUTHORIZED: "There is no token, or it opens nothing.",
    HTTPStatus.FORBIDDEN: "The role, the token's scope or its models don't allow this.",
    HTTPStatus.NOT_FOUND: "There is no such thing, or it lies in the trash.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The address takes other methods.",
    HTTPStatus.REQUEST_TIMEOUT: "The body came too slowly.",
    HTTPStatus.CONFLICT: "It exists already, is in use, or was changed in the meantime.",
    HTTPStatus.PRECONDITION_FAILED: "It is no longer in the state that If-Match names.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large: send it in parts.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something given is wrong; `errors` say where.",
    HTTPStatus.PRECONDITION_REQUIRED: "If-Match is missing.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests at once: wait for Retry-After.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database can't be used: wait for Retry-After.",
}
_SCHEMAS: Final = "#/components/schemas/"
_OF_BODIES: Final = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT}
_WITH_RETRY: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    made = OpenAPISchema(api, "/api/v1/")
    schemas = made["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    schemas |= problem.pop("$defs") | {"Problem": problem}
    made["info"]["description"] = _DESCRIPTION
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token."},
        "browser": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A browser that is logged in; changes need X-CSRFToken as well.",
        },
    }
    for path in made["paths"].values():
        for method, operation in path.items():
            _complete(method, operation)
    return dict(made)


def _complete(method: str, operation: dict[str, Any]) -> None:
    role = API_MINIMUM_ROLE[operation["operationId"]]
    needs = f"Needs the role {role}."
    operation["description"] = f"{operation.get('description', '')}\n\n{needs}".strip()
    operation["security"] = [{"token": []}, {"browser": []}]
    for status, response in operation["responses"].items():
        response["headers"] = {REQUEST_ID: _text("Names the request in the server's log.")}
        if int(status) == HTTPStatus.OK and "q" in _parameters(operation):
            response["content"][LINES] = {
                "schema": {"type": "string", "description": "One item as JSON on each line."}
            }
    for status in _PROBLEMS:
        if _can_answer(method, operation, status):
            operation["responses"][status.value] = _problem(status)


def _can_answer(method: str, operation: dict[str, Any], status: HTTPStatus) -> bool:
    parameters = _parameters(operation)
    if status in _OF_BODIES:
        return "requestBody" in operation
    if status is HTTPStatus.PRECONDITION_FAILED:
        return "If-Match" in parameters
    if status is HTTPStatus.PRECONDITION_REQUIRED:
        return method == "patch"
    if status is HTTPStatus.CONFLICT:
        return method != "get"
    if status is HTTPStatus.BAD_REQUEST:
        return "requestBody" in operation or "q" in parameters
    return status is not HTTPStatus.METHOD_NOT_ALLOWED


def _parameters(operation: dict[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", ())}


def _problem(status: HTTPStatus) -> dict[str, Any]:
    headers = {REQUEST_ID: _text("Names the request in the server's log.")}
    if status in _WITH_RETRY:
        headers["Retry-After"] = _text("After how many seconds to send the request again.")
    return {
        "description": _PROBLEMS[status],
        "headers": headers,
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
    }


def _text(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}
