"""Experiments."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query

from mldb.schemas import (
    MLExperimentChanges,
    MLExperimentListed,
    MLExperimentRead,
    MLExperimentUpdate,
)
from mldb.values.enums import Role
from registry_app.api.base.etags import expected_version, required_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.lines import lines_response, wants_lines
from registry_app.api.base.once import once
from registry_app.api.base.parameters import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, RowIdPath
from registry_app.api.base.responses import no_content, page_response
from registry_app.api.schemas.lists import Page, SearchQuery
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.tracking.experiments import ExperimentBody, ExperimentNameQuery
from registry_app.core.converters import ID

group = Group("Experiments", "Named groups of runs.")
EXPERIMENT = f"/experiments/{{{ID}:row_id}}"


@group.get("/experiments", role=Role.VIEWER, response=Page[MLExperimentListed])
async def list_experiments(request: APIRequest, query: Query[SearchQuery]) -> HttpResponseBase:
    """Find experiments.

    The newest first, unless the query sorts them; those in the trash only with `is:trashed`.
    """
    experiments = request.registry.experiments
    if wants_lines(request):
        # Refuses a wrong query before the response begins.
        await experiments.search(query.q, limit=1)
        return lines_response(request, experiments.search_all(query.q))
    found = await experiments.search(query.q, cursor=query.cursor, limit=query.limit)
    return page_response(request, found.rows, found.next_cursor, found.previous_cursor)


@group.post(
    "/experiments", role=Role.EDITOR, response={201: MLExperimentRead}, headers=[IDEMPOTENCY_KEY]
)
async def create_experiment(
    request: APIRequest, body: ExperimentBody, query: Query[ReasonQuery]
) -> HttpResponse:
    """Create an experiment."""
    return await once(
        request,
        lambda registry: registry.experiments.create(body, reason=query.reason),
        lambda experiment: reverse("api:get_experiment", args=[experiment.id]),
    )


@group.get(EXPERIMENT, role=Role.VIEWER, response=MLExperimentRead, headers=[IF_NONE_MATCH])
async def get_experiment(request: APIRequest, row_id: RowIdPath) -> HttpResponse:
    """Read an experiment."""
    return response_with_etag(request, await request.registry.experiments.get(row_id))


@group.get("/experiment", role=Role.VIEWER, response=MLExperimentRead, headers=[IF_NONE_MATCH])
async def get_experiment_by_name(
    request: APIRequest, query: Query[ExperimentNameQuery]
) -> HttpResponse:
    """Read the experiment of this name."""
    return response_with_etag(request, await request.registry.experiments.get_by_name(query.name))


@group.patch(EXPERIMENT, role=Role.EDITOR, response=MLExperimentRead, headers=[IF_MATCH])
async def update_experiment(
    request: APIRequest, row_id: RowIdPath, body: MLExperimentChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change an experiment's name or description; omitted fields stay as they are."""
    experiments = request.registry.experiments
    row_version = required_version(request, await experiments.get(row_id))
    changes = MLExperimentUpdate(**body.model_dump(exclude_unset=True), row_version=row_version)
    return response_with_etag(
        request, await experiments.update(row_id, changes, reason=query.reason)
    )


@group.delete(EXPERIMENT, role=Role.EDITOR, response={204: None}, headers=[IF_MATCH])
async def trash_experiment(
    request: APIRequest, row_id: RowIdPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move an experiment to the trash, where its runs are hidden with it."""
    experiments = request.registry.experiments
    row_version = expected_version(request, await experiments.get(row_id))
    await experiments.delete(row_id, row_version=row_version, reason=query.reason)
    return no_content()
