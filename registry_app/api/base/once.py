"""Requests with an `Idempotency-Key` are carried out once."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from mldb.schemas import IdempotencyKeyUse
from mldb.schemas.base import AttributedRead
from registry_app.api.base import responses
from registry_app.api.base.etags import etag_of
from registry_app.api.base.gate import APIRequest
from registry_app.core.refusal import Refusal
from registry_app.core.registry import AsyncRegistry

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"

Action = Callable[[AsyncRegistry], Awaitable[BaseModel]]
URLOf = Callable[[Any], str]


async def once(request: APIRequest, action: Action, url_of: URLOf | None = None) -> HttpResponse:
    """The response to `action`: 201 with the URL of the created resource, or 200 without one.

    A repeated request with the same key gets the first response, and is not carried out.

    Raises:
        Refusal: the key is not valid.
        DuplicateError: another request was sent with this key.
    """
    if HEADER not in request.headers:
        return _response(await _carried_out(request.registry, action, url_of))
    async with request.registry.idempotency_keys.once(_use(request)) as kept:
        is_repeated = kept.response is not None
        if kept.response is None:
            kept.response = await _carried_out(request.registry.on(kept.database), action, url_of)
    response = _response(kept.response)
    if is_repeated:
        response.headers[REPLAYED] = "true"
    return response


async def _carried_out(registry: AsyncRegistry, action: Action, url_of: URLOf | None) -> str:
    """Status, headers and body of the response, as JSON."""
    made = await action(registry)
    body, headers = responses.to_json(made), {}
    if url_of is not None:
        headers["Location"] = url_of(made)
    if isinstance(made, AttributedRead):
        headers["ETag"] = etag_of(made, body)
    status = HTTPStatus.OK if url_of is None else HTTPStatus.CREATED
    return to_json([status.value, headers, body.decode()]).decode()


def _response(stored: str) -> HttpResponse:
    status, headers, body = from_json(stored)
    return HttpResponse(body, status=status, headers=headers, content_type=responses.JSON)


def _use(request: APIRequest) -> IdempotencyKeyUse:
    start = (str(request.method).encode(), request.get_full_path().encode())
    fingerprint = sha256(b"\0".join((*start, request.body))).hexdigest()
    try:
        return IdempotencyKeyUse(
            user_id=request.auth.user_id, key=request.headers[HEADER], fingerprint=fingerprint
        )
    except ValidationError:
        raise Refusal.of_parameters(
            "A key has 1 to 255 printable characters, such as a UUID.", HEADER
        ) from None
