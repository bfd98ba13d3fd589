"""The OpenAPI document: ninja's, completed."""

import json
import re
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.urls import get_script_prefix, reverse

from registry_app.api.app import GROUPS, api
from registry_app.api.base.problems import Problem
from registry_app.api.document.examples import example_of
from registry_app.api.document.references import SCHEMAS
from registry_app.api.document.responses import complete_responses
from registry_app.api.document.schemas import tidied, used_schemas

DOCUMENT: Final = "openapi.json"
"""Path of the document below the API's prefix."""

_DESCRIPTION: Final = """\
The registry for programs: everything that the pages can do, by the same rules.

Send an API token as `Authorization: Bearer mb_…`; you make one on your account page. A browser that
is logged in may call the API, too, with the CSRF token of the pages as `X-CSRFToken`.

Errors are problem details (RFC 9457), of type `application/problem+json`: `detail` is a sentence on
how to correct the request, `errors` locate the mistakes. Every response has an `X-Request-ID`,
which is in the server's log, too. A refused request has changed nothing.

HEAD has the same response as GET: with the same headers, and no body.

Unknown parameters and fields are refused, so that no typing error is ignored.
"""


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    made = _with_names(api.get_openapi_schema(path_prefix=prefix()))
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
        "tags": [{"name": group.name, "description": group.description} for group in GROUPS],
        "paths": paths,
        "components": {
            "schemas": used_schemas(paths, tidied(schemas)),
            "securitySchemes": _security_schemes(),
        },
    }


def prefix() -> str:
    """The URL prefix of the API, without the site's root path."""
    path = reverse("api:document").removeprefix(get_script_prefix())
    return f"/{path.removesuffix(DOCUMENT)}"


def _with_names(made: dict[str, Any]) -> dict[str, Any]:
    """Rename a page of models from Pydantic's `Page_MLModelListed_` to `PageOfMLModelListed`."""
    renamed: dict[str, Any] = json.loads(re.sub(r"\bPage_(\w+?)_\b", r"PageOf\1", json.dumps(made)))
    return renamed


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
    in_browser: dict[str, list[str]] = {"browser": []}
    operation["security"] = [
        {"token": []},
        in_browser if method == "get" else {**in_browser, "csrf": []},
    ]
    operation["parameters"] = [
        _parameter(method, parameter) for parameter in operation["parameters"]
    ]
    if content := operation.get("requestBody", {}).get("content", {}).get("application/json"):
        content["example"] = example_of(content["schema"], schemas)
    complete_responses(method, operation, schemas)


def _parameter(method: str, parameter: dict[str, Any]) -> dict[str, Any]:
    """The parameter with one example: ninja gives it the list of examples that schemas have."""
    made = {name: value for name, value in parameter.items() if name != "examples"}
    if "examples" in parameter:
        made["example"] = parameter["examples"][0]
    if parameter["in"] == "query":
        made["schema"] = _without_null(made["schema"])
    if parameter["name"] == "If-Match" and method == "patch":
        made["required"] = True
    return made


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an optional query parameter: it can be left out, but not be null."""
    if "anyOf" not in schema:
        return schema
    given: dict[str, Any] = schema["anyOf"][0]
    return {name: value for name, value in schema.items() if name != "anyOf"} | given
