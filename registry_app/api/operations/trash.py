"""Restoring and purging what is in the trash."""

from django.http import HttpResponse
from ninja import Query

from mldb.schemas import (
    LoggedModelRead,
    MLExperimentRead,
    MLModelRead,
    MLModelVersionRead,
    MLRunRead,
)
from mldb.values.enums import Role
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import RowIdPath
from registry_app.api.base.responses import json_response, no_content
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.trash import Confirmation, ModelRestoration
from registry_app.core.converters import ID

group = Group("Trash", "Deleted things, which the query `is:trashed` finds in their lists.")

_MODEL = f"/trash/models/{{{ID}:row_id}}"
_VERSION = f"/trash/versions/{{{ID}:row_id}}"
_EXPERIMENT = f"/trash/experiments/{{{ID}:row_id}}"
_RUN = f"/trash/runs/{{{ID}:row_id}}"
_LOGGED_MODEL = f"/trash/logged-models/{{{ID}:row_id}}"


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


@group.post(f"{_EXPERIMENT}/restore", role=Role.EDITOR, response=MLExperimentRead)
async def restore_experiment(
    request: APIRequest, row_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Restore an experiment from the trash; its runs come back with it."""
    return json_response(await request.registry.experiments.restore(row_id, reason=query.reason))


@group.post(f"{_EXPERIMENT}/purge", role=Role.ADMIN, response={204: None})
async def purge_experiment(
    request: APIRequest, row_id: RowIdPath, body: Confirmation, query: Query[ReasonQuery]
) -> HttpResponse:
    """Remove an experiment in the trash for good, with its runs; its history stays.

    Refused while a version comes from one of its runs.
    """
    await request.registry.experiments.purge(row_id, body.confirmation, reason=query.reason)
    return no_content()


@group.post(f"{_RUN}/restore", role=Role.EDITOR, response=MLRunRead)
async def restore_run(
    request: APIRequest, row_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Restore a run from the trash."""
    return json_response(await request.registry.runs.restore(row_id, reason=query.reason))


@group.post(f"{_RUN}/purge", role=Role.ADMIN, response={204: None})
async def purge_run(
    request: APIRequest, row_id: RowIdPath, body: Confirmation, query: Query[ReasonQuery]
) -> HttpResponse:
    """Remove a run in the trash for good, with everything that it logged.

    Confirm it with its `public_id`. Refused while a version comes from it.
    """
    await request.registry.runs.purge(row_id, body.confirmation, reason=query.reason)
    return no_content()


@group.post(f"{_LOGGED_MODEL}/restore", role=Role.EDITOR, response=LoggedModelRead)
async def restore_logged_model(
    request: APIRequest, row_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Restore a logged model from the trash."""
    return json_response(await request.registry.logged_models.restore(row_id, reason=query.reason))


@group.post(f"{_LOGGED_MODEL}/purge", role=Role.ADMIN, response={204: None})
async def purge_logged_model(
    request: APIRequest, row_id: RowIdPath, body: Confirmation, query: Query[ReasonQuery]
) -> HttpResponse:
    """Remove a logged model in the trash for good. Refused while a version comes from it.

    Confirm it with its `public_id`.
    """
    await request.registry.logged_models.purge(row_id, body.confirmation, reason=query.reason)
    return no_content()
