"""Restoring and purging models and versions that are in the trash."""

from django.http import HttpResponse
from ninja import Query

from mldb.schemas import MLModelRead, MLModelVersionRead
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import RowIdPath
from registry_app.api.base.responses import json_response, no_content
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.trash import Confirmation, ModelRestoration
from registry_app.core.converters import ID

group = Group("Trash", "Deleted models and versions, which the query `is:trashed` finds.")

_MODEL = f"/trash/models/{{{ID}:row_id}}"
_VERSION = f"/trash/versions/{{{ID}:row_id}}"


@group.post(f"{_MODEL}/restore", role=Role.EDITOR, response=MLModelRead)
async def restore_model(
    request: APIRequest, row_id: RowIdPath, body: ModelRestoration, query: Query[ReasonQuery]
) -> HttpResponse:
    """Restore a model from the trash, with all of its versions or with some."""
    models = request.registry.models
    if body.numbers is None:
        return json_response(await models.restore(row_id, reason=query.reason))
    restored = await models.restore_with_versions(row_id, body.numbers, reason=query.reason)
    return json_response(restored)


@group.post(f"{_MODEL}/purge", role=Role.ADMIN, response={204: None})
async def purge_model(
    request: APIRequest, row_id: RowIdPath, body: Confirmation, query: Query[ReasonQuery]
) -> HttpResponse:
    """Remove a model in the trash for good, with its versions; its history stays."""
    await request.registry.models.purge(row_id, body.confirmation, reason=query.reason)
    return no_content()


@group.post(f"{_VERSION}/restore", role=Role.EDITOR, response=MLModelVersionRead)
async def restore_version(
    request: APIRequest, row_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Restore a version from the trash."""
    return json_response(await request.registry.versions.restore(row_id, reason=query.reason))


@group.post(f"{_VERSION}/purge", role=Role.ADMIN, response={204: None})
async def purge_version(
    request: APIRequest, row_id: RowIdPath, body: Confirmation, query: Query[ReasonQuery]
) -> HttpResponse:
    """Remove a version in the trash for good; its number is never used again."""
    await request.registry.versions.purge(row_id, body.confirmation, reason=query.reason)
    return no_content()
