"""Changes of many models or versions at once."""

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
from registry_app.api.schemas.bulk import BulkAction, BulkChange, Left, Outcome
from registry_app.api.schemas.queries import ReasonQuery

_Rows = MLModelService | MLModelVersionService
_Tags = MLModelTagService | MLModelVersionTagService

group = Group("Many at once", "One change of many models or versions, all at once.")


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


async def _changed(
    rows: _Rows,
    tags: _Tags,
    body: BulkChange,
    ids: dict[str, int],
    reason: str | None,
) -> HttpResponse:
    names = list(dict.fromkeys(body.names))
    found = [ids[name] for name in names if name in ids]
    outcome = await _carried_out(rows, tags, body, found, reason)
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
