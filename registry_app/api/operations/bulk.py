"""Changes of many models, versions or runs at once."""

from django.http import HttpResponse
from ninja import Query

from mldb.async_db import (
    MLModelService,
    MLModelTagService,
    MLModelVersionService,
    MLModelVersionTagService,
)
from mldb.schemas import BulkOutcome, Skipped, TagOnMany
from mldb.values.enums import Role
from mldb.values.labels import version_pair
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.responses import json_response
from registry_app.api.schemas.bulk import BulkAction, BulkChange, Left, Outcome, RunBulkChange
from registry_app.api.schemas.queries import ReasonQuery

_Rows = MLModelService | MLModelVersionService
_Tags = MLModelTagService | MLModelVersionTagService

group = Group("Many at once", "One change of many models, versions or runs, all at once.")


@group.post("/bulk/models", role=Role.EDITOR, response=Outcome)
async def change_models(
    request: APIRequest, body: BulkChange, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move up to 1,000 models to the trash, or give them a tag, or take one from them."""
    registry = request.registry
    ids = await registry.model_reader.get_ids(body.names)
    return await _changed(registry.models, registry.model_tags, body, ids, query.reason)


@group.post("/bulk/versions", role=Role.EDITOR, response=Outcome)
async def change_versions(
    request: APIRequest, body: BulkChange, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move up to 1,000 versions to the trash, or give them a tag, or take one from them."""
    pairs = [pair for label in body.names if (pair := version_pair(label))]
    registry = request.registry
    ids = await registry.version_reader.get_ids(pairs)
    return await _changed(registry.versions, registry.version_tags, body, ids, query.reason)


@group.post("/bulk/runs", role=Role.EDITOR, response=Outcome)
async def change_runs(
    request: APIRequest, body: RunBulkChange, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move up to 1,000 runs to the trash, or give them a tag.

    A reason is for the trash only: tags of runs are logged.
    """
    registry = request.registry
    ids = await registry.tracking_lists.run_ids(body.names)
    found = {name: ids[name] for name in body.names if name in ids}
    if body.action is BulkAction.TRASH:
        outcome = await registry.runs.delete_many(
            list(found.values()), reason=query.reason, dry_run=body.dry_run
        )
    else:
        tag = TagOnMany(key=body.key or "", value=body.value)
        outcome = await registry.run_logs.set_tag_on_many(list(found), tag, dry_run=body.dry_run)
    return _response(body, ids, outcome)


async def _changed(
    rows: _Rows,
    tags: _Tags,
    body: BulkChange,
    ids: dict[str, int],
    reason: str | None,
) -> HttpResponse:
    found = [ids[name] for name in dict.fromkeys(body.names) if name in ids]
    return _response(body, ids, await _carried_out(rows, tags, body, found, reason))


def _response(body: BulkChange, ids: dict[str, int], outcome: BulkOutcome) -> HttpResponse:
    names = dict.fromkeys(body.names)
    missing = [Skipped(name, "There is no such thing.") for name in names if name not in ids]
    skipped = [Left(label=one.label, why=one.why) for one in [*outcome.skipped, *missing]]
    return json_response(Outcome(done=outcome.done, skipped=skipped))


async def _carried_out(
    rows: _Rows, tags: _Tags, body: BulkChange, ids: list[int], reason: str | None
) -> BulkOutcome:
    if body.action is BulkAction.TRASH:
        return await rows.delete_many(ids, reason=reason, dry_run=body.dry_run)
    if body.action is BulkAction.UNTAG:
        return await tags.remove_from_many(ids, body.key or "", reason=reason, dry_run=body.dry_run)
    tag = TagOnMany(key=body.key or "", value=body.value)
    return await tags.set_on_many(ids, tag, reason=reason, dry_run=body.dry_run)
