"""Statuses of errors, as the documentation explains them."""

from http import HTTPStatus
from typing import Final

PROBLEMS: Final = {
    HTTPStatus.BAD_REQUEST: "The body or the query can't be read.",
    HTTPStatus.UNAUTHORIZED: "There is no token, or it is not valid.",
    HTTPStatus.FORBIDDEN: "The role, the token's scope or its models don't allow this; a browser "
    "perhaps has to give the password first.",
    HTTPStatus.NOT_FOUND: "There is no such thing, or it is in the trash.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The URL has no such method; Allow names its methods.",
    HTTPStatus.REQUEST_TIMEOUT: "The body arrived too slowly.",
    HTTPStatus.CONFLICT: "It exists already, is in use, or was changed in the meantime.",
    HTTPStatus.PRECONDITION_FAILED: "It is no longer in the state that If-Match names.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large: send it in parts.",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "The file has no such part; Content-Range has its "
    "size.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request has mistakes; `errors` locates them.",
    HTTPStatus.PRECONDITION_REQUIRED: "If-Match is missing.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests at once: wait for Retry-After.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The server failed; its log has the details.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database can't be used, or the server is overloaded: wait "
    "for Retry-After.",
}
"""Meaning of each status; the `type` of a problem links to its explanation."""
