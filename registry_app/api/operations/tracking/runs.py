"""Runs."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from ninja import Query

from mldb.schemas import MLModelVersionRead, MLRunChanges, MLRunRead, MLRunUpdate
from mldb.values.enums import Role
from registry_app.api.base.etags import expected_version, required_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.lines import lines_response, wants_lines
from registry_app.api.base.once import once
from registry_app.api.base.parameters import IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, RunPath
from registry_app.api.base.responses import json_response, no_content, page_response
from registry_app.api.schemas.lists import Page, PageQuery, SearchQuery
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.tracking.runs import RunBody, RunEnd, RunInFull, VersionFromRunBody

group = Group(
    "Runs",
    "Executions of training or evaluation. URLs have a run's `public_id`, 32 hex digits.",
)
RUN = "/runs/{str:public_id}"


@group.get("/runs", role=Role.VIEWER, response=Page[MLRunRead])
async def list_runs(request: APIRequest, query: Query[SearchQuery]) -> HttpResponseBase:
    """Find runs, such as with `experiment:churn status:finished metric.loss<0.1 sort:-max.auc`.

    The newest first, unless the query sorts them; those in the trash only with `is:trashed`.
    """
    runs = request.registry.runs
    if wants_lines(request):
        await runs.search(query.q, limit=1)  # refuses a wrong query before the response begins
        return lines_response(request, runs.search_all(query.q))
    found = await runs.search(query.q, cursor=query.cursor, limit=query.limit)
    return page_response(request, found.rows, found.next_cursor, found.previous_cursor)


@group.post("/runs", role=Role.EDITOR, response={201: MLRunRead}, headers=[IDEMPOTENCY_KEY])
async def create_run(request: APIRequest, body: RunBody, query: Query[ReasonQuery]) -> HttpResponse:
    """Create a run, which is running unless it is only scheduled."""
    return await once(
        request,
        lambda registry: registry.runs.create(body, reason=query.reason),
        lambda run: reverse("api:get_run", args=[run.public_id]),
    )


@group.get(RUN, role=Role.VIEWER, response=RunInFull, headers=[IF_NONE_MATCH])
async def get_run(request: APIRequest, public_id: RunPath) -> HttpResponse:
    """Read a run with what it logged, except its metrics.

    With at most 1,000 parameters, tags, datasets, parts, logged models and versions; `cut` names
    those of which there are more.
    """
    detail = await request.registry.run_reader.detail(public_id)
    return response_with_etag(request, RunInFull.of(detail))


@group.patch(RUN, role=Role.EDITOR, response=RunInFull, headers=[IF_MATCH])
async def update_run(
    request: APIRequest, public_id: RunPath, body: MLRunChanges, query: Query[ReasonQuery]
) -> HttpResponse:
    """Change a run's name, description or parent; omitted fields stay as they are."""
    runs = request.registry.runs
    run = await runs.get_by_public_id(public_id)
    row_version = required_version(request, run)
    changes = MLRunUpdate(**body.model_dump(exclude_unset=True), row_version=row_version)
    await runs.update(run.id, changes, reason=query.reason)
    return await get_run(request, public_id)


@group.post(f"{RUN}/end", role=Role.EDITOR, response=MLRunRead)
async def end_run(
    request: APIRequest, public_id: RunPath, body: RunEnd, query: Query[ReasonQuery]
) -> HttpResponse:
    """End a run. Repeated with the same status, it changes nothing."""
    ended = await request.registry.runs.end(
        public_id, body.status, body.ended_at, reason=query.reason
    )
    return json_response(ended)


@group.post(f"{RUN}/resume", role=Role.EDITOR, response=MLRunRead)
async def resume_run(
    request: APIRequest, public_id: RunPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Let a run go on that ended or was only scheduled, such as after a crash."""
    return json_response(await request.registry.runs.resume(public_id, reason=query.reason))


@group.delete(RUN, role=Role.EDITOR, response={204: None}, headers=[IF_MATCH])
async def trash_run(
    request: APIRequest, public_id: RunPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move a run to the trash; the runs that are a part of it stay."""
    runs = request.registry.runs
    run = await runs.get_by_public_id(public_id)
    row_version = expected_version(request, run)
    await runs.delete(run.id, row_version=row_version, reason=query.reason)
    return no_content()


@group.get(f"{RUN}/children", role=Role.VIEWER, response=Page[MLRunRead])
async def list_run_children(
    request: APIRequest, public_id: RunPath, query: Query[PageQuery]
) -> HttpResponse:
    """List the runs that are a part of this one, the newest first."""
    runs = request.registry.runs
    await runs.get_by_public_id(public_id)
    found = await runs.search(f"parent:{public_id}", cursor=query.cursor, limit=query.limit)
    return page_response(request, found.rows, found.next_cursor, found.previous_cursor)


@group.post(
    f"{RUN}/versions",
    role=Role.EDITOR,
    response={201: MLModelVersionRead},
    headers=[IDEMPOTENCY_KEY],
)
async def create_version_from_run(
    request: APIRequest, public_id: RunPath, body: VersionFromRunBody, query: Query[ReasonQuery]
) -> HttpResponse:
    """Register the next version of a model from a run, with metrics and parameters of the run."""
    return await once(
        request,
        lambda registry: registry.versions.register_from_run(public_id, body, reason=query.reason),
        lambda made: reverse("api:get_version", args=[made.model_name, made.number]),
    )
