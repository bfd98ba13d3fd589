"""One file: reading, storing and deleting it."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Query

from mldb.schemas import ArtifactRead
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import (
    CONTENT_DIGEST,
    IF_MATCH_FILE,
    IF_NONE_MATCH,
    IF_NONE_MATCH_FILE,
    IF_RANGE,
    RANGE,
    ArtifactPathPath,
)
from registry_app.api.base.responses import json_response, no_content
from registry_app.api.operations.artifacts.downloads import file_response
from registry_app.api.operations.artifacts.incoming import (
    given_media_type,
    given_sha256,
    name_of_digest,
)
from registry_app.api.operations.artifacts.owners import OwnerOfFiles, OwnerType
from registry_app.api.operations.artifacts.preconditions import preconditions, replaced_digests
from registry_app.api.operations.artifacts.refusals import refusals
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.core.converters import ARTIFACT_PATH
from registry_app.serving.files.headers import etag_of_file
from registry_app.serving.streamed_bodies import streamed_body, write_body


def register(group: Group, owner_type: OwnerType) -> None:
    """Register the operations on a file of this type of owner."""

    async def get_artifact(
        request: APIRequest, owner: Path[Any], path: ArtifactPathPath
    ) -> HttpResponseBase:
        return await file_response(request, owner.owner, path)

    async def put_artifact(
        request: APIRequest, owner: Path[Any], path: ArtifactPathPath, query: Query[ReasonQuery]
    ) -> HttpResponse:
        artifact, is_changed = await _stored(request, owner, path, query.reason)
        headers = {"ETag": etag_of_file(artifact.sha256)}
        if not is_changed:
            return json_response(artifact, headers=headers)
        headers["Location"] = owner_type.url_of_file(owner, artifact.path)
        return json_response(artifact, HTTPStatus.CREATED, headers)

    async def delete_artifact(
        request: APIRequest, owner: Path[Any], path: ArtifactPathPath, query: Query[ReasonQuery]
    ) -> HttpResponse:
        with preconditions(request), refusals(path="path"):
            replaces = await replaced_digests(request, owner.owner, path)
            await request.registry.artifacts.delete(
                owner.owner, path, replaces=replaces, reason=query.reason
            )
        return no_content()

    path = f"{owner_type.path}/artifacts/{{{ARTIFACT_PATH}:path}}"
    name, words = f"{owner_type.name}_artifact", owner_type.words
    group.get(
        path,
        name=f"get_{name}",
        role=Role.VIEWER,
        response={200: None, 206: None, 302: None},
        headers=[RANGE, IF_RANGE, IF_NONE_MATCH, IF_MATCH_FILE],
        texts={"*/*": ("The bytes of the file.", "…")},
        part="The part of the file that `Range` names.",
        description=(
            f"Download a file of {words}, or a part of it.\n\n"
            "The ETag is the SHA-256 of the whole. A registry that keeps files in a bucket may "
            "redirect to a URL of the bucket, which is valid for some minutes and needs no token."
        ),
    )(owner_type.typed(get_artifact))
    group.put(
        path,
        name=f"put_{name}",
        role=Role.EDITOR,
        response={200: ArtifactRead, 201: ArtifactRead},
        headers=[CONTENT_DIGEST, IF_MATCH_FILE, IF_NONE_MATCH_FILE],
        streams_body=True,
        description=(
            f"Store a file of {words}; the body is the file, of any size that the registry takes."
            "\n\nA file at this path is replaced. The same bytes again change nothing, with status "
            "200; so a request whose response was lost can be sent again. The media type is the "
            "`Content-Type`, or follows from the path."
        ),
    )(owner_type.typed(put_artifact))
    group.delete(
        path,
        name=f"delete_{name}",
        role=Role.EDITOR,
        response={204: None},
        headers=[IF_MATCH_FILE],
        description=f"Delete a file of {words}.",
    )(owner_type.typed(delete_artifact))


async def _stored(
    request: APIRequest, owner: OwnerOfFiles, path: str, reason: str | None
) -> tuple[ArtifactRead, bool]:
    """The file that the body is, and whether it is new or has new bytes."""
    sha256, artifacts = given_sha256(request), request.registry.artifacts
    digest = name_of_digest(request)
    refused = refusals(path="path", sha256=digest, media_type="Content-Type", reason="reason")
    with preconditions(request), refused:
        body = streamed_body(request)
        writing = artifacts.writing(
            owner.owner,
            path,
            media_type=given_media_type(request),
            sha256=sha256,
            size_bytes=body.announced_bytes or 1,
            replaces=await replaced_digests(request, owner.owner, path),
            reason=reason,
        )
        async with writing as writer:
            await write_body(body, writer)
    return writer.artifact, writer.is_changed
