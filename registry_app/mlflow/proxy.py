"""The artifact proxy: files of runs, logged models and versions by the paths that clients build."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from pydantic_core import to_json

from mldb.errors import NotFoundError
from mldb.schemas import ArtifactRead
from mldb.values.enums import Role
from registry_app.mlflow.callers import check_allowed, check_model
from registry_app.mlflow.endpoint import Call
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.listing import names_in
from registry_app.mlflow.locations import Location, location_of
from registry_app.mlflow.responses import send_content, send_stream
from registry_app.serving.bodies import header
from registry_app.serving.files.headers import file_headers
from registry_app.serving.files.ranges import Part, UnsatisfiableRangeError, wanted_part
from registry_app.serving.streamed_bodies import body_of, write_body

LIST: Final = "artifacts"
_READS: Final = {"GET", "HEAD"}
_METHODS: Final = _READS | {"PUT", "DELETE"}


async def serve(call: Call, scope: Any, send: Any, path: str) -> None:
    """Answer a request for a path below `mlflow-artifacts`."""
    method = scope["method"]
    if path.partition("/")[0] != LIST or method not in _METHODS:
        raise ProtocolError.no_endpoint(method, path)
    reads = method in _READS
    check_allowed(call.caller, Role.VIEWER if reads else Role.EDITOR, is_safe=reads)
    if path.rstrip("/") == LIST and method == "GET":
        wanted = parse_qs(scope["query_string"].decode("latin-1")).get("path", [""])[0]
        location = await allowed_location(call, wanted)
        files = await names_in(call, location)
        await send_content(send, to_json({"files": files} if files else {}))
        return
    location = await allowed_location(call, path.removeprefix(f"{LIST}/"))
    if reads:
        await send_file(call, scope, send, location)
    elif method == "PUT":
        await _keep(call, scope, location)
        await send_content(send, b"")
    else:
        await _delete(call, location)
        await send_content(send, b"{}")


async def send_file(call: Call, scope: Any, send: Any, location: Location) -> None:
    """Send a file, or the part of it that `Range` names."""
    async with AsyncExitStack() as stack:
        opened = call.registry.artifacts.reading(location.owner, location.path)
        reader = await stack.enter_async_context(opened)
        part = _part(scope, reader.artifact)
        headers = _headers(reader.artifact, part)
        status = HTTPStatus.OK if part.is_all else HTTPStatus.PARTIAL_CONTENT
        chunks = _nothing() if scope["method"] == "HEAD" else reader.stream(part.start, part.end)
        await send_stream(send, chunks, status, headers)


async def _keep(call: Call, scope: Any, location: Location) -> None:
    body = body_of(scope)
    artifacts = call.registry.artifacts
    size_bytes = body.announced_bytes or 1
    async with artifacts.writing(location.owner, location.path, size_bytes=size_bytes) as writer:
        await write_body(body, writer)


async def _delete(call: Call, location: Location) -> None:
    """Delete a file, or all files of a directory."""
    artifacts = call.registry.artifacts
    try:
        await artifacts.delete(location.owner, location.path)
    except NotFoundError as error:
        if error.entity != "artifact":
            raise
        async for page in artifacts.all_files(location.owner, location.path):
            for one in page:
                await artifacts.delete(location.owner, one.path)


async def allowed_location(call: Call, path: str) -> Location:
    """The owner and the path that a path of the store means, if the caller may reach it.

    Raises:
        Refusal: the token is limited to others.
    """
    location = await location_of(call.registry, path)
    check_model(call.caller, location.owner.name if location.owner.number is not None else None)
    return location


def _part(scope: Any, artifact: ArtifactRead) -> Part:
    wanted = (header(scope, b"range") or b"").decode("latin-1")
    try:
        return wanted_part(wanted, artifact.size_bytes)
    except UnsatisfiableRangeError:
        raise ProtocolError(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "INVALID_PARAMETER_VALUE",
            f"The file has {artifact.size_bytes:,} bytes only.",
            {"Content-Range": f"bytes */{artifact.size_bytes}"},
        ) from None


def _headers(artifact: ArtifactRead, part: Part) -> dict[str, str]:
    headers = file_headers(artifact) | {
        "Content-Type": artifact.media_type,
        "Content-Length": str(part.end - part.start),
    }
    return headers if part.is_all else headers | {"Content-Range": part.content_range}


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""
