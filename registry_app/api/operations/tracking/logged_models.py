"""Logged models."""

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query

from mldb.schemas import LoggedModelDetail, LoggedModelRead
from mldb.values.enums import Role
from registry_app.api.base.cursors import number_of
from registry_app.api.base.etags import expected_version, response_with_etag
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.once import once
from registry_app.api.base.parameters import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    LoggedModelPath,
    RunPath,
)
from registry_app.api.base.responses import json_response, no_content, page_response
from registry_app.api.operations.tracking.runs import RUN
from registry_app.api.schemas.lists import Page, PageQuery
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.tracking.logged_models import (
    LoggedModelBody,
    LoggedModelEnd,
    LoggedModelMetricsBody,
    ParamsBody,
    TagsBody,
)

group = Group("Logged models", "Models that runs saved, before or without registration.")
LOGGED_MODEL = "/logged-models/{str:public_id}"


@group.post(
    "/logged-models", role=Role.EDITOR, response={201: LoggedModelRead}, headers=[IDEMPOTENCY_KEY]
)
async def create_logged_model(
    request: APIRequest, body: LoggedModelBody, query: Query[ReasonQuery]
) -> HttpResponse:
    """Create a logged model of a run, or of an experiment only."""
    return await once(
        request,
        lambda registry: registry.logged_models.create(body, reason=query.reason),
        lambda made: reverse("api:get_logged_model", args=[made.public_id]),
    )


@group.get(LOGGED_MODEL, role=Role.VIEWER, response=LoggedModelDetail, headers=[IF_NONE_MATCH])
async def get_logged_model(request: APIRequest, public_id: LoggedModelPath) -> HttpResponse:
    """Read a logged model with its parameters, tags and metrics."""
    detail = await request.registry.logged_models.get_detail(public_id)
    return response_with_etag(request, detail)


@group.post(f"{LOGGED_MODEL}/finish", role=Role.EDITOR, response=LoggedModelRead)
async def finish_logged_model(
    request: APIRequest,
    public_id: LoggedModelPath,
    body: LoggedModelEnd,
    query: Query[ReasonQuery],
) -> HttpResponse:
    """Mark a logged model as ready, or as failed. Repeated, it changes nothing."""
    logged_models = request.registry.logged_models
    return json_response(await logged_models.finish(public_id, body.status, reason=query.reason))


@group.post(f"{LOGGED_MODEL}/params", role=Role.EDITOR, response={204: None})
async def log_logged_model_params(
    request: APIRequest, public_id: LoggedModelPath, body: ParamsBody
) -> HttpResponse:
    """Add parameters: all of them, or none. Each is set once; the same value again is fine."""
    await request.registry.logged_models.log_params(public_id, body.params)
    return no_content()


@group.post(f"{LOGGED_MODEL}/tags", role=Role.EDITOR, response={204: None})
async def log_logged_model_tags(
    request: APIRequest, public_id: LoggedModelPath, body: TagsBody
) -> HttpResponse:
    """Set tags; the last value counts."""
    await request.registry.logged_models.log_tags(public_id, body.tags)
    return no_content()


@group.post(f"{LOGGED_MODEL}/metrics", role=Role.EDITOR, response={204: None})
async def log_logged_model_metrics(
    request: APIRequest, public_id: LoggedModelPath, body: LoggedModelMetricsBody
) -> HttpResponse:
    """Add metrics: all of them, or none."""
    await request.registry.logged_models.log_metrics(public_id, body.metrics)
    return no_content()


@group.delete(LOGGED_MODEL, role=Role.EDITOR, response={204: None}, headers=[IF_MATCH])
async def trash_logged_model(
    request: APIRequest, public_id: LoggedModelPath, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move a logged model to the trash."""
    logged_models = request.registry.logged_models
    row = await logged_models.get_by_public_id(public_id)
    row_version = expected_version(request, row)
    await logged_models.delete(row.id, row_version=row_version, reason=query.reason)
    return no_content()


@group.get(f"{RUN}/logged-models", role=Role.VIEWER, response=Page[LoggedModelRead])
async def list_run_logged_models(
    request: APIRequest, public_id: RunPath, query: Query[PageQuery]
) -> HttpResponse:
    """List the models that a run saved, the newest first."""
    rows = await request.registry.logged_models.of_run(
        public_id, query.limit, before=number_of(query.cursor)
    )
    # A full page may be the last one; the next page is then empty.
    is_full = len(rows) == query.limit
    return page_response(request, rows, str(rows[-1].id) if is_full else None)
