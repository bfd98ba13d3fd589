"""The same done to many models or versions at once."""

from enum import StrEnum
from typing import Annotated, Final, Self

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import BulkOutcome, Skipped, TagOnMany
from mldb.schemas.base import WriteSchema
from mldb.values.labels import version_pair
from mldb.values.names import Name
from mldb.values.texts import TagValue
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.responses import answer
from registry_app.api.schemas import Flag, ReasonQuery
from registry_app.core.registry import AsyncRegistry

router = Router(tags=["Many at once"])


class BulkAction(StrEnum):
    """What to do."""

    TRASH = "trash"
    TAG = "tag"
    UNTAG = "untag"


# The rule below for programs that read the document.
_KEY_FOR_TAGS: Final[JsonDict] = {
    "anyOf": [
        {"properties": {"action": {"const": BulkAction.TRASH.value}}},
        {"required": ["key"], "properties": {"key": {"type": "string"}}},
    ]
}


class BulkChange(WriteSchema):
    """What to do with which; a tag's key for `tag` and `untag`, its value for `tag`.

    With `dry_run` nothing is changed, and the answer tells what would happen.
    """

    model_config = ConfigDict(json_schema_extra=_KEY_FOR_TAGS)

    action: BulkAction
    names: Annotated[list[str], Field(min_length=1, max_length=BATCH_LIMIT)] = Field(
        description="Models by name, versions as model/number."
    )
    key: Name | None = None
    value: TagValue = ""
    dry_run: Flag = False

    @model_validator(mode="after")
    def _tag_has_key(self) -> Self:
        if self.action is not BulkAction.TRASH and self.key is None:
            raise PydanticCustomError("key", "Name the tag: give its key.")
        return self


class Left(BaseModel):
    """Something that was left as it is, and why."""

    label: str
    why: str


class Outcome(BaseModel):
    """What was changed, and what was not."""

    done: list[str]
    skipped: list[Left]


@router.post("/bulk/models", response=Outcome)
async def change_models(
    request: APIRequest, body: BulkChange, query: Query[ReasonQuery]
) -> HttpResponse:
    """Move up to 1,000 models to the trash, or give them a tag, or take one from them."""
    ids = await request.registry.model_reader.get_ids(body.names)
    return await _changed(request.registry, "models", body, ids, query.reason)


@router.post("/bulk/versions", response=Outcome)
async def change_versions(
    request: APIRequest, body: BulkChange, query: Query[ReasonQuery]
) -> HttpResponse:
    """The same for versions."""
    pairs = [pair for label in body.names if (pair := version_pair(label))]
    ids = await request.registry.version_reader.get_ids(pairs)
    return await _changed(request.registry, "versions", body, ids, query.reason)


async def _changed(
    registry: AsyncRegistry, kind: str, body: BulkChange, ids: dict[str, int], reason: str | None
) -> HttpResponse:
    names = list(dict.fromkeys(body.names))
    known = [ids[name] for name in names if name in ids]
    outcome = await _carried_out(registry, kind, body, known, reason)
    lost = [Skipped(name, "There is no such thing.") for name in names if name not in ids]
    skipped = [Left(label=one.label, why=one.why) for one in [*outcome.skipped, *lost]]
    return answer(Outcome(done=outcome.done, skipped=skipped))


async def _carried_out(
    registry: AsyncRegistry, kind: str, body: BulkChange, ids: list[int], reason: str | None
) -> BulkOutcome:
    tags = registry.model_tags if kind == "models" else registry.version_tags
    things = registry.models if kind == "models" else registry.versions
    if body.action is BulkAction.TRASH:
        return await things.delete_many(ids, reason=reason, dry_run=body.dry_run)
    if body.action is BulkAction.UNTAG:
        return await tags.remove_from_many(ids, body.key or "", reason=reason, dry_run=body.dry_run)
    tag = TagOnMany(key=body.key or "", value=body.value)
    return await tags.set_on_many(ids, tag, reason=reason, dry_run=body.dry_run)
