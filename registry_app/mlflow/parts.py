"""Uploads of files in parts, for clients whose owner asks for them.

A client sends the parts to URLs that it gets here, without its token: such a URL is signed, writes
parts of one upload and nothing else, and ends with it.
"""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from django.core.signing import BadSignature, TimestampSigner
from pydantic import Field
from pydantic_core import to_json

from mldb.errors import NotFoundError, RuleViolationError
from mldb.rules.artifact import check_size
from mldb.values.enums import Role
from mldb.values.limits import UPLOAD_LIFETIME, UPLOAD_PARTS
from mldb.values.names import ANONYMOUS
from registry_app.core.registry import AsyncRegistry
from registry_app.core.root_path import root_path
from registry_app.mlflow.callers import check_allowed
from registry_app.mlflow.endpoint import Answer, Call
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given, read_body, validated
from registry_app.mlflow.locations import Location
from registry_app.mlflow.proxy import allowed_location
from registry_app.mlflow.responses import send_content
from registry_app.serving.bodies import header
from registry_app.serving.streamed_bodies import body_of, write_body

_URL: Final = "/api/2.0/mlflow-artifacts/mpu/part"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_BEGUN: Final = "@"
_PART: Final = re.compile(r"part/(?P<upload>[^/]+)/(?P<number>[0-9]{1,6})")


class FileGiven(Given):
    """A file, by its path on the client's disk: only its name counts."""

    path: str


class NewUploadGiven(FileGiven):
    """A file that will arrive in so many parts."""

    num_parts: Annotated[int, Field(ge=1, le=UPLOAD_PARTS)]


class UploadGiven(FileGiven):
    """An upload that was begun."""

    upload_id: str


class PartGiven(Given):
    """A part that was sent."""

    part_number: int


class CompletionGiven(UploadGiven):
    """The parts that make the file, in their order."""

    parts: Annotated[list[PartGiven], Field(default_factory=list)]


async def serve(caller: Callable[[], Call], scope: Any, receive: Any, send: Any, path: str) -> None:
    """Answer a request for a path below `mlflow-artifacts/mpu`.

    `caller` says who sends it, or raises; whoever sends a part needs the signed URL only.
    """
    method = scope["method"]
    if method == "PUT" and (part := _PART.fullmatch(path)):
        await _keep_part(scope, part["upload"], int(part["number"]))
        # Clients want one to send it back.
        await send_content(send, b"", headers={"ETag": f'"{part["number"]}"'})
        return
    name, _, directory = path.partition("/")
    action = _ACTIONS.get(name)
    if method != "POST" or action is None:
        raise ProtocolError.no_endpoint(method, f"mpu/{path}")
    schema, act = action
    call = caller()
    check_allowed(call.caller, Role.EDITOR, is_safe=False)
    given: Any = validated(schema, read_body((await receive())["body"]))
    location = await allowed_location(call, f"{directory.rstrip('/')}/{_file_name(given.path)}")
    await send_content(send, to_json(await act(call, location, given, scope)))


async def _create(call: Call, location: Location, given: NewUploadGiven, scope: Any) -> Answer:
    """Begin an upload; repeated, it begins another one, and the first ends after a day."""
    upload = await call.registry.artifact_uploads.begin(location.owner, location.path)
    upload_id = _signer().sign(f"{upload.public_id}{_BEGUN}{_microseconds(upload.created_at)}")
    url = f"{_site(scope)}{_URL}/{upload_id}"
    numbers = range(1, given.num_parts + 1)
    return {
        "upload_id": upload_id,
        "credentials": [{"url": f"{url}/{n}", "part_number": n, "headers": {}} for n in numbers],
    }


async def _complete(call: Call, location: Location, given: CompletionGiven, _: Any) -> Answer:
    """Make the file of its parts; repeated, it finds that the file is there."""
    numbers = [part.part_number for part in given.parts]
    try:
        public_id = await _upload_of(call.registry, location, given.upload_id)
        await call.registry.artifact_uploads.complete(public_id, numbers)
    except (NotFoundError, RuleViolationError):
        # Also while the first call goes on, whose answer the client didn't wait for.
        if not await _is_complete(call.registry, location, given.upload_id):
            raise
    return {}


async def _abort(call: Call, location: Location, given: UploadGiven, _: Any) -> Answer:
    """End an upload without a file; one that isn't there stays away."""
    try:
        public_id = await _upload_of(call.registry, location, given.upload_id)
        await call.registry.artifact_uploads.abort(public_id)
    except NotFoundError as error:
        if error.entity != "upload":
            raise
    return {}


_ACTIONS: Final[dict[str, tuple[type[FileGiven], Callable[..., Awaitable[Answer]]]]] = {
    "create": (NewUploadGiven, _create),
    "complete": (CompletionGiven, _complete),
    "abort": (UploadGiven, _abort),
}


async def _keep_part(scope: Any, upload_id: str, number: int) -> None:
    body, uploads = body_of(scope), AsyncRegistry(ANONYMOUS).artifact_uploads
    public_id = _public_id(upload_id)
    check_size(body.announced_bytes or 0, uploads.database.artifacts.config.file_bytes)
    async with uploads.writing_part(public_id, number) as writer:
        await write_body(body, writer)


async def _upload_of(registry: AsyncRegistry, location: Location, upload_id: str) -> str:
    """The upload of this file with this id.

    Raises:
        NotFoundError: there is none.
    """
    public_id = _public_id(upload_id)
    uploads = registry.artifact_uploads
    upload, owner = await uploads.get(public_id), await uploads.owner_of(public_id)
    if (owner, upload.path) != (location.owner, location.path):
        raise NotFoundError("upload", public_id)
    return public_id


async def _is_complete(registry: AsyncRegistry, location: Location, upload_id: str) -> bool:
    """Whether the upload has become the file, and is no more."""
    with suppress(NotFoundError):
        await registry.artifact_uploads.get(_public_id(upload_id))
        return False
    try:
        async with registry.artifacts.reading(location.owner, location.path) as reader:
            return _microseconds(reader.artifact.created_at) >= _read(upload_id)[1]
    except NotFoundError:
        return False


def _public_id(upload_id: str) -> str:
    return _read(upload_id)[0]


def _read(upload_id: str) -> tuple[str, int]:
    """The upload's id in the registry, and when it began.

    Raises:
        NotFoundError: it was not given out here, or too long ago.
    """
    try:
        value = _signer().unsign(upload_id, max_age=UPLOAD_LIFETIME)
    except BadSignature:
        raise NotFoundError("upload", upload_id[:100]) from None
    public_id, _, begun = value.partition(_BEGUN)
    return public_id, int(begun)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="mlflow.upload")


def _file_name(path: str) -> str:
    """The name of a file, also of one on Windows.

    Raises:
        ProtocolError: it has none.
    """
    name = re.split(r"[/\\]", path)[-1]
    if not name:
        raise ProtocolError.invalid("Invalid path: it must end with the name of a file.")
    return name


def _site(scope: Any) -> str:
    """The site as the client sees it."""
    is_secure = b"https" in {header(scope, b"x-forwarded-proto"), scope["scheme"].encode()}
    host = (header(scope, b"host") or b"").decode("latin-1")
    return f"{'https' if is_secure else 'http'}://{host}{root_path()}"
