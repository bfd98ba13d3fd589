"""What the operations' documentation repeats."""

from typing import Any, Final

LINES: Final = "application/x-ndjson"

IF_MATCH: Final = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "ETag of the state that the change was decided on, or * for any.",
}
IF_NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "ETag of the copy at hand; the answer is 304 if it is still right.",
}
IDEMPOTENCY_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": (
        "Makes it safe to send the request again: within a day it is carried out once and always "
        "answered the same. A key of its own for every request."
    ),
}


def headers(*parameters: dict[str, Any]) -> dict[str, Any]:
    """For an operation that reads these headers."""
    return {"parameters": list(parameters)}
