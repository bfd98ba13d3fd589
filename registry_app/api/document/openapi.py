"""The OpenAPI document: what ninja finds out by itself, completed."""

import json
import re
from functools import cache
from typing import Any, Final

from django.conf import settings
from ninja.openapi.schema import OpenAPISchema

from registry_app.accounts.permissions import API_MINIMUM_ROLE
from registry_app.api.app import api
from registry_app.api.base.documentation import PLACES, TAGS
from registry_app.api.base.problems import Problem
from registry_app.api.document.examples import example_of
from registry_app.api.document.references import SCHEMAS
from registry_app.api.document.responses import complete_answers
from registry_app.api.document.schemas import tidied, used_schemas

_DESCRIPTION: Final = """\
The registry for programs: everything that the pages can do, by the same rules.

Send an API token as `Authorization: Bearer mb_…`; you make one on your account page. A browser that
is logged in may call the API, too, with the CSRF token of the pages as `X-CSRFToken`.

Errors are problem details (RFC 9457), of type `application/problem+json`: `detail` says in a
sentence what to do, `errors` point at the fields. Every answer has an `X-Request-ID`, which stands
in the server's log, too. A refused request has changed nothing.

Whatever is answered to GET is answered to HEAD, too: with the same headers, and no body.

Parameters and fields that an operation doesn't know are refused, so that no typing error is lost.
"""


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    made = _with_names(OpenAPISchema(api, "/api/v1/"))
    problem = Problem.model_json_schema(ref_template=f"{SCHEMAS}{{model}}")
    schemas = made["components"]["schemas"] | problem.pop("$defs") | {"Problem": problem}
    for path in made["paths"].values():
        for method, operation in path.items():
            _complete(method, operation, schemas)
    paths = tidied(made["paths"])
    return {
        "openapi": made["openapi"],
        "info": _info(made["info"]),
        "servers": [{"url": "/", "description": "This server."}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": used_schemas(paths, tidied(schemas)),
            "securitySchemes": _security_schemes(),
        },
    }


def _with_names(made: dict[str, Any]) -> dict[str, Any]:
    """Pydantic calls a page of models `Page_MLModelListed_`."""
    named: dict[str, Any] = json.loads(re.sub(r"\bPage_(\w+?)_\b", r"PageOf\1", json.dumps(made)))
    return named


def _info(info: dict[str, Any]) -> dict[str, Any]:
    return info | {
        "summary": "The book in which a team keeps its machine-learning models.",
        "description": _DESCRIPTION,
        "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
    }


def _security_schemes() -> dict[str, Any]:
    return {
        "token": {"type": "http", "scheme": "bearer", "description": "An API token."},
        "browser": {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "A browser that is logged in.",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRFToken",
            "description": "The CSRF token of the pages, which a browser's changes need as well.",
        },
    }


def _complete(method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    role = API_MINIMUM_ROLE[operation["operationId"]]
    operation["description"] = (
        f"{operation.get('description', '')}\n\nNeeds the role {role}.".strip()
    )
    in_browser: dict[str, list[str]] = {"browser": []}
    operation["security"] = [
        {"token": []},
        in_browser if method == "get" else {**in_browser, "csrf": []},
    ]
    operation["parameters"] = [
        _parameter(method, parameter) for parameter in operation["parameters"]
    ]
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        content["example"] = example_of(content["schema"], schemas)
    complete_answers(method, operation, schemas)


def _parameter(method: str, parameter: dict[str, Any]) -> dict[str, Any]:
    """As ninja has it, but for examples, which stand there in the form that schemas have."""
    known = {name: value for name, value in parameter.items() if name != "examples"}
    if "examples" in parameter:
        known["example"] = parameter["examples"][0]
    if parameter["in"] == "query":
        known["schema"] = _without_null(known["schema"])
    if parameter["in"] == "path":
        known |= PLACES[parameter["name"]]
    if parameter["name"] == "If-Match" and method == "patch":
        known["required"] = True
    return known


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What can be left out, but not be null, as nothing in a query can."""
    if "anyOf" not in schema:
        return schema
    given: dict[str, Any] = schema["anyOf"][0]
    return {name: value for name, value in schema.items() if name != "anyOf"} | given
