"""Responses with the bytes of a file, or with a part of them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from mldb.rules.artifact import FILE_REPLACED
from mldb.schemas import ArtifactRead, Owner
from registry_app.api.base.etags import given_etags
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.lines import download_response
from registry_app.api.operations.artifacts.preconditions import precondition_failed
from registry_app.core.refusal import ProblemDetail, Refusal
from registry_app.serving.files.headers import etag_of_file, file_headers
from registry_app.serving.files.ranges import Part, UnsatisfiableRangeError, wanted_part, whole

_SIGNED_SECONDS: Final = 300


async def file_response(request: APIRequest, owner: Owner, path: str) -> HttpResponseBase:
    """The file, the part that `Range` names, 304 if the caller has it, or a redirection to it.

    Raises:
        NotFoundError: there is no such file.
        Refusal: it is not the file that `If-Match` names, or has no such part.
    """
    async with AsyncExitStack() as stack:
        opened = request.registry.artifacts.reading(owner, path)
        reader = await stack.enter_async_context(opened)
        artifact = reader.artifact
        if _has_copy(request, artifact):
            etag = etag_of_file(artifact.sha256)
            return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
        part = _part(request, artifact)
        if request.META["REQUEST_METHOD"] == "HEAD":
            return _with_headers(HttpResponse(content_type=artifact.media_type), artifact, part)
        if url := await _signed_url(request, owner, path):
            return _redirection(url)
        chunks = reader.stream(part.start, part.end)
        # Refuses before the response begins.
        first = await anext(chunks, b"")
        rest = _rest(first, chunks, stack.pop_all())
    response = download_response(request, rest, artifact.media_type)
    return _with_headers(response, artifact, part)


async def _rest(
    first: bytes, chunks: AsyncIterator[bytes], opened: AsyncExitStack
) -> AsyncIterator[bytes]:
    async with opened:
        yield first
        async for chunk in chunks:
            yield chunk


def _has_copy(request: APIRequest, artifact: ArtifactRead) -> bool:
    """Whether `If-None-Match` names the file.

    Raises:
        Refusal: `If-Match` names another one.
    """
    etag = etag_of_file(artifact.sha256)
    wanted = given_etags(request.headers.get("If-Match", "*"))
    if etag not in wanted and wanted != ["*"]:
        raise precondition_failed(FILE_REPLACED, "If-Match")
    copies = given_etags(request.headers.get("If-None-Match", ""))
    return etag in copies or copies == ["*"]


def _part(request: APIRequest, artifact: ArtifactRead) -> Part:
    """The part that is wanted; HEAD is always for the whole file.

    Raises:
        Refusal: the file ends before it.
    """
    is_same = request.headers.get("If-Range") in {None, etag_of_file(artifact.sha256)}
    if not is_same or request.META["REQUEST_METHOD"] == "HEAD":
        return whole(artifact.size_bytes)
    try:
        return wanted_part(request.headers.get("Range"), artifact.size_bytes)
    except UnsatisfiableRangeError:
        sentence = f"The file has {artifact.size_bytes:,} bytes only."
        raise Refusal(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            sentence,
            [ProblemDetail(detail=sentence, parameter="Range")],
            {"Content-Range": f"bytes */{artifact.size_bytes}"},
        ) from None


def _with_headers(response: Any, artifact: ArtifactRead, part: Part) -> HttpResponseBase:
    for name, value in file_headers(artifact).items():
        response.headers[name] = value
    response.headers["Content-Length"] = str(part.end - part.start)
    if not part.is_all:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response.headers["Content-Range"] = part.content_range
    made: HttpResponseBase = response
    return made


async def _signed_url(request: APIRequest, owner: Owner, path: str) -> str | None:
    artifacts = request.registry.artifacts
    if not artifacts.database.artifacts.config.redirect:
        return None
    return await artifacts.signed_url(owner, path, _SIGNED_SECONDS)


def _redirection(url: str) -> HttpResponse:
    headers = {"Location": url, "Cache-Control": "no-store"}
    return HttpResponse(status=HTTPStatus.FOUND, headers=headers)
