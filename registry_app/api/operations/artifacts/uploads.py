"""Uploads of large files in parts."""

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from ninja import Path, Query

from mldb.schemas import ArtifactRead, UploadRead
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest, check_model
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import CONTENT_DIGEST, PartNumberPath, UploadPath
from registry_app.api.base.responses import json_response, no_content
from registry_app.api.operations.artifacts.incoming import (
    check_announced_size,
    given_sha256,
    name_of_digest,
)
from registry_app.api.operations.artifacts.owners import OwnerType
from registry_app.api.operations.artifacts.refusals import refusals
from registry_app.api.schemas.artifacts import UploadBody, UploadCompletion
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.core.converters import ID
from registry_app.serving.files.headers import etag_of_file
from registry_app.serving.streamed_bodies import streamed_body, write_body

_UPLOAD: Final = "/uploads/{str:upload_id}"


def register(group: Group, owner_type: OwnerType) -> None:
    """Register the operation that begins an upload to this type of owner."""

    async def begin_upload(
        request: APIRequest, owner: Path[Any], body: UploadBody, query: Query[ReasonQuery]
    ) -> HttpResponse:
        uploads = request.registry.artifact_uploads
        with refusals():
            upload = await uploads.begin(
                owner.owner, body.path, body.media_type, reason=query.reason
            )
        location = reverse("api:get_upload", args=[upload.public_id])
        return json_response(upload, HTTPStatus.CREATED, {"Location": location})

    group.post(
        f"{owner_type.path}/uploads",
        name=f"begin_{owner_type.name}_upload",
        role=Role.EDITOR,
        response={201: UploadRead},
        description=(
            f"Begin to upload a file of {owner_type.words} in parts.\n\nSend the parts, several at "
            "once if you like and each again if need be, then complete the upload. It ends by "
            "itself after a day."
        ),
    )(owner_type.typed(begin_upload))


def register_parts(group: Group) -> None:
    """Register the operations on uploads, whatever their owner."""
    group.get(_UPLOAD, role=Role.VIEWER, response=UploadRead, open_to_limited_tokens=True)(
        get_upload
    )
    group.put(
        f"{_UPLOAD}/parts/{{{ID}:number}}",
        role=Role.EDITOR,
        response={204: None},
        headers=[CONTENT_DIGEST],
        streams_body=True,
        open_to_limited_tokens=True,
    )(put_upload_part)
    group.post(
        f"{_UPLOAD}/complete",
        role=Role.EDITOR,
        response={200: ArtifactRead},
        open_to_limited_tokens=True,
    )(complete_upload)
    group.delete(_UPLOAD, role=Role.EDITOR, response={204: None}, open_to_limited_tokens=True)(
        abort_upload
    )


async def get_upload(request: APIRequest, upload_id: UploadPath) -> HttpResponse:
    """Read an upload that is not yet complete."""
    await _check_owner(request, upload_id)
    return json_response(await request.registry.artifact_uploads.get(upload_id))


async def put_upload_part(
    request: APIRequest, upload_id: UploadPath, number: PartNumberPath
) -> HttpResponse:
    """Send a part of an upload; the body is the part. Sent again, it replaces the earlier one."""
    await _check_owner(request, upload_id)
    uploads, sha256 = request.registry.artifact_uploads, given_sha256(request)
    with refusals(parts="number", sha256=name_of_digest(request)):
        check_announced_size(request, uploads.database.artifacts.config.file_bytes)
        async with uploads.writing_part(upload_id, number, sha256=sha256) as writer:
            await write_body(streamed_body(request), writer)
    return no_content()


async def complete_upload(
    request: APIRequest, upload_id: UploadPath, body: UploadCompletion, query: Query[ReasonQuery]
) -> HttpResponse:
    """Make the file of the parts of an upload, in the order given.

    The upload then no longer exists. If a part is missing, it goes on.
    """
    await _check_owner(request, upload_id)
    with refusals():
        artifact = await request.registry.artifact_uploads.complete(
            upload_id, body.parts, body.sha256, reason=query.reason
        )
    return json_response(artifact, headers={"ETag": etag_of_file(artifact.sha256)})


async def abort_upload(request: APIRequest, upload_id: UploadPath) -> HttpResponse:
    """End an upload without a file; its parts are deleted."""
    await _check_owner(request, upload_id)
    await request.registry.artifact_uploads.abort(upload_id)
    return no_content()


async def _check_owner(request: APIRequest, upload_id: str) -> None:
    """Refuse a token that is limited to other models.

    Raises:
        NotFoundError: there is no such upload.
        Refusal: it is not of one of these models.
    """
    if request.auth.model_names is not None:
        owner = await request.registry.artifact_uploads.owner_of(upload_id)
        check_model(request.auth, owner.name if owner.number is not None else None)
