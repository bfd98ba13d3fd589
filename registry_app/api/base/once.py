"""Requests with an `Idempotency-Key` are carried out once."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpResponse
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from mldb.schemas import IdempotencyKeyUse
from mldb.schemas.base import AttributedRead
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.problems import ProblemDetail, Refusal
from registry_app.api.base.responses import etag_of, written
from registry_app.core.registry import AsyncRegistry

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

Act = Callable[[AsyncRegistry], Awaitable[BaseModel]]


async def once(
    request: APIRequest, act: Act, address: Callable[[BaseModel], str] | None = None
) -> HttpResponse:
    """The answer to `act`: 201 with the address of what it made, or 200 if it made nothing.

    Sent again with the same key, the request gets the first answer again, and is not carried out.

    Raises:
        Refusal: the key is none.
        DuplicateError: another request was sent with this key.
    """
    if HEADER not in request.headers:
        return _response(await _carried_out(request.registry, act, address))
    async with request.registry.idempotency_keys.once(_use(request)) as kept:
        is_repeated = kept.response is not None
        if kept.response is None:
            kept.response = await _carried_out(request.registry.on(kept.database), act, address)
    response = _response(kept.response)
    if is_repeated:
        response.headers[REPLAYED] = "true"
    return response


async def _carried_out(
    registry: AsyncRegistry, act: Act, address: Callable[[BaseModel], str] | None
) -> str:
    """Status, headers and body of the answer, as JSON."""
    made = await act(registry)
    body, headers = written(made), {}
    if address is not None:
        headers["Location"] = address(made)
    if isinstance(made, AttributedRead):
        headers["ETag"] = etag_of(made, body)
    status = HTTPStatus.OK if address is None else HTTPStatus.CREATED
    return to_json([status.value, headers, body.decode()]).decode()


def _response(answer: str) -> HttpResponse:
    status, headers, body = from_json(answer)
    return HttpResponse(body, status=status, headers=headers, content_type="application/json")


def _use(request: APIRequest) -> IdempotencyKeyUse:
    what = sha256(b"\0".join((str(request.method).encode(), request.get_full_path().encode())))
    what.update(b"\0" + request.body)
    try:
        return IdempotencyKeyUse(
            user_id=request.auth.user_id, key=request.headers[HEADER], fingerprint=what.hexdigest()
        )
    except ValidationError:
        sentence = "A key has 1 to 255 printable characters, such as a UUID."
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            sentence,
            [ProblemDetail(detail=sentence, parameter=HEADER)],
        ) from None
