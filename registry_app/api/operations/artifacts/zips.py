"""Directories as zips that are made while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.http.response import HttpResponseBase
from stream_zip import ZIP_AUTO, async_stream_zip

from mldb.errors import NotFoundError
from mldb.schemas import ArtifactRead, Owner
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.lines import download_response
from registry_app.core.registry import AsyncRegistry
from registry_app.serving.files.headers import SAFE
from registry_app.serving.files.names import attachment

ZIP: Final = "application/zip"
_CHUNK_BYTES: Final = 2**20
# Models hardly get smaller, and the processor has other things to do.
_NO_COMPRESSION: Final = 0
_MODE: Final = 0o100644
# A step holds one of asyncio's few threads, and may wait for the store.
_STEPS_AT_ONCE: Final = 3
_steps: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]] = WeakKeyDictionary()

Pages = AsyncIterator[Sequence[ArtifactRead]]


async def zip_response(request: APIRequest, owner: Owner, directory: str) -> HttpResponseBase:
    """All files of a directory.

    Raises:
        NotFoundError: there is no such owner, or no such directory.
    """
    pages = request.registry.artifacts.all_files(owner, directory)
    # Refuses before the response begins.
    first = await anext(pages, None) or ()
    if directory and not first:
        raise NotFoundError("directory", directory, f"of {owner.label}")
    members = _members(request.registry, owner, first, pages)
    response = download_response(request, _zipped(members), ZIP)
    headers = SAFE | {"Content-Disposition": attachment(_name(owner, directory))}
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _name(owner: Owner, directory: str) -> str:
    parts = [owner.label.replace("/", "-"), directory.rpartition("/")[2]]
    return f"{'-'.join(part for part in parts if part)}.zip"


async def _members(
    registry: AsyncRegistry, owner: Owner, first: Sequence[ArtifactRead], pages: Pages
) -> AsyncIterator[tuple[Any, ...]]:
    for one in first:
        yield _member(registry, owner, one)
    async for page in pages:
        for one in page:
            yield _member(registry, owner, one)


def _member(registry: AsyncRegistry, owner: Owner, artifact: ArtifactRead) -> tuple[Any, ...]:
    method = ZIP_AUTO(artifact.size_bytes, level=_NO_COMPRESSION)
    chunks = _content(registry, owner, artifact)
    return artifact.path, artifact.created_at, _MODE, method, chunks


async def _content(
    registry: AsyncRegistry, owner: Owner, artifact: ArtifactRead
) -> AsyncIterator[bytes]:
    async with registry.artifacts.reading(owner, artifact.path) as reader:
        async for chunk in reader.stream():
            yield chunk


async def _zipped(members: AsyncIterator[tuple[Any, ...]]) -> AsyncIterator[bytes]:
    chunks = aiter(async_stream_zip(members, chunk_size=_CHUNK_BYTES))
    steps = _steps.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_STEPS_AT_ONCE))
    while True:
        async with steps:
            chunk = await anext(chunks, b"")
        if not chunk:
            return
        yield chunk
