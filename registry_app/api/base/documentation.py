"""What the operations' documentation repeats."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import TypeAdapter

from mldb.values.limits import MAX_ID
from mldb.values.names import AliasName, ModelName, Name, Username

LINES: Final = "application/x-ndjson"

TAGS: Final = {
    "Models": "Named lines of versions. A model's old name tells its new one.",
    "Versions": "Trained artefacts of a model, numbered 1, 2, 3 …; no number is given out twice.",
    "Metrics, parameters, tags": "Named values of a version, and tags of a model.",
    "Aliases": "Movable names that point to a version of a model, such as `champion`.",
    "Comparison": "Versions side by side, and a metric over the versions of a model.",
    "Many at once": "One change to many models or versions, all at once.",
    "Trash": "Where deleted models and versions lie. The query `is:trashed` finds them.",
    "History": "Who changed what, when, from what to what, and why.",
    "Saved views": "Named states of lists: one's own, and those that others share.",
    "Accounts": "Who calls, API tokens and staff users.",
}
"""What the groups of operations are about."""

PROBLEMS: Final = {
    HTTPStatus.BAD_REQUEST: "The body or the query can't be read.",
    HTTPStatus.UNAUTHORIZED: "There is no token, or it opens nothing.",
    HTTPStatus.FORBIDDEN: "The role, the token's scope or its models don't allow this; in a "
    "browser perhaps the password is needed first.",
    HTTPStatus.NOT_FOUND: "There is no such thing, or it lies in the trash.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The address takes other methods; Allow names them.",
    HTTPStatus.REQUEST_TIMEOUT: "The body came too slowly.",
    HTTPStatus.CONFLICT: "It exists already, is in use, or was changed in the meantime.",
    HTTPStatus.PRECONDITION_FAILED: "It is no longer in the state that If-Match names.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large: send it in parts.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something given is wrong; `errors` say where.",
    HTTPStatus.PRECONDITION_REQUIRED: "If-Match is missing.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests at once: wait for Retry-After.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side; the log says what.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database can't be used, or too much is going on: wait for "
    "Retry-After.",
}
"""What each status means; the page has a place for each, to which the problems' `type` links."""


def _text(kind: Any) -> dict[str, Any]:
    return TypeAdapter(kind).json_schema()


_ID: Final = {"type": "integer", "minimum": 0, "maximum": MAX_ID}
PLACES: Final[dict[str, dict[str, Any]]] = {
    "name": {
        "description": "Name of the model.",
        "schema": _text(ModelName),
        "example": "fraud-detector",
    },
    "number": {
        "description": "Number of the version.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "example": 3,
    },
    "item": {
        "description": (
            "Name of the metric, parameter or tag; a slash in it is written %2F. One with `.` or "
            "`..` between slashes is named by the parameter of the operations `…_by_name`."
        ),
        "schema": _text(Name),
        "example": "auc",
    },
    "alias": {
        "description": "Name of the alias.",
        "schema": _text(AliasName),
        "example": "champion",
    },
    "row_id": {"description": "Its `id`, as lists tell it.", "schema": _ID, "example": 2},
    "token_id": {"description": "Its `id`, as the list tells it.", "schema": _ID, "example": 7},
    "username": {
        "description": "Name under which they log in.",
        "schema": _text(Username),
        "example": "alice",
    },
}
"""Parts of addresses."""

IF_MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "ETag of the state that the change was decided on, or * for any.",
    "example": "*",
}
IF_NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "ETag of the copy at hand; the answer is 304 if it is still right.",
    "example": '"12-3-5f0c2a9b1e44"',
}
IDEMPOTENCY_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": _text(Name),
    "description": (
        "Makes it safe to send the request again: within a day it is carried out once and always "
        "answered the same. A key of its own for every request."
    ),
    "example": "5f0c2a9b-1e44-4c1d-9d0e-6f6a4a1d7c11",
}


def headers(*parameters: dict[str, Any]) -> dict[str, Any]:
    """For an operation that reads these headers."""
    return {"parameters": list(parameters)}
