"""Lists of files, and directories as zips."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Query

from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.responses import page_response
from registry_app.api.operations.artifacts.owners import OwnerType
from registry_app.api.operations.artifacts.zips import ZIP, zip_response
from registry_app.api.schemas.artifacts import ArtifactEntry, ArtifactListQuery, DirectoryQuery
from registry_app.api.schemas.lists import Page


def register(group: Group, owner_type: OwnerType) -> None:
    """Register the operations on the files of this type of owner."""

    async def list_artifacts(
        request: APIRequest, owner: Path[Any], query: Query[ArtifactListQuery]
    ) -> HttpResponse:
        artifacts = request.registry.artifacts
        listed = artifacts.list_files if query.recursive else artifacts.list_directory
        found = await listed(owner.owner, query.path, cursor=query.cursor, limit=query.limit)
        entries = [ArtifactEntry.of(row) for row in found.rows]
        return page_response(request, entries, found.next_cursor, found.previous_cursor)

    async def get_zip(
        request: APIRequest, owner: Path[Any], query: Query[DirectoryQuery]
    ) -> HttpResponseBase:
        return await zip_response(request, owner.owner, query.path)

    group.get(
        f"{owner_type.path}/artifacts",
        name=f"list_{owner_type.name}_artifacts",
        role=Role.VIEWER,
        response=Page[ArtifactEntry],
        description=(
            f"List the files of {owner_type.words} by path: the files and directories that are "
            "in one directory.\n\nWith `recursive` the files of all directories below it."
        ),
    )(owner_type.typed(list_artifacts))
    group.get(
        f"{owner_type.path}/artifacts.zip",
        name=f"get_{owner_type.name}_artifacts_zip",
        role=Role.VIEWER,
        response={200: None},
        texts={ZIP: ("The files, uncompressed.", "PK…")},
        description=(
            f"Download the files of {owner_type.words}, or of one of its directories, as a zip.\n\n"
            "If a file can't be read, the response is cut off, so that it can't seem complete."
        ),
    )(owner_type.typed(get_zip))
