"""What the fields of the OpenAPI document mean: a name means the same in all schemas but a few."""

from typing import Any, Final

_FIELDS: Final = {
    "action": "What to do with them.",
    "active_at": "When the model or anything of it was changed last.",
    "active_by": "Who changed it last.",
    "actor": "Who did it.",
    "address": "Network address from which it was used last; null: not known.",
    "aliases": "Aliases that point here; of a model: each with the number that it points to.",
    "assignments": "Where the model's aliases pointed from when until when, the newest first.",
    "best": "The best of all versions; null: the model is not ranked by this metric.",
    "changed": "How many of the metrics were new or had another value.",
    "changes": "What changed, by field: before and after; null: it was not there, or is no more.",
    "columns": "What the list shows, such as status or metric.auc; none: its own choice.",
    "confirmation": "The name, typed again: of a model, or model/number of a version.",
    "created_at": "When it was made.",
    "created_by": "Who made it.",
    "browser": "What the browser calls itself; null: not known.",
    "cut": "Kinds of which there are more than are told: metrics, params, tags.",
    "deleted_at": "When it was moved to the trash; null: it was not.",
    "deleted_by": "Who moved it there.",
    "description": "Text for people, in Markdown.",
    "detail": "What to do about it, in a sentence.",
    "device": "Where it is meant to run.",
    "display_name": "How the pages call them; without it the username.",
    "done": "What was changed, or would be.",
    "dry_run": "Change nothing, tell what would happen.",
    "end_reason": "Why it was moved on.",
    "ended_at": "Until when it pointed there; null: it still does.",
    "ended_by": "Who moved it on.",
    "entity": "What kind of thing it was done to.",
    "entity_id": "The `id` of that thing.",
    "errors": "What to correct, if it is known.",
    "expected_version": "Number that the alias points to as far as you know, 0 for none.",
    "expires_at": "From when on it opens nothing; null: it doesn't expire.",
    "has_older": "Whether there are more versions, before the first of these.",
    "id": "Names the row; no other of its kind has the same, not even later.",
    "is_active": "Whether they may log in.",
    "is_model_trashed": "Whether its model lies in the trash, so that it shows nothing.",
    "is_shared": "Whether everybody finds it, or only its owner.",
    "items": "The items of this page.",
    "key": "Name of the tag.",
    "kind": "Which list: of models or of versions.",
    "label": "Name of the model, or model/number of the version.",
    "last_used_at": "When it opened something, to the minute.",
    "last_version_number": "The highest number given out, also to what was purged.",
    "latest_number": "Number of the latest version that is not in the trash.",
    "metric": "Name of the metric.",
    "metric_value": "Of the primary metric, in the version that is shown for the model.",
    "metrics": "Values by the names of the metrics.",
    "missing": "Those that are not there, as they were asked for.",
    "model": "The model.",
    "model_id": "The `id` of its model.",
    "model_name": "Name of its model.",
    "model_names": "What the models that the token is for are called now; null: it is for all.",
    "must_change_password": "Whether they have to choose a password before anything else.",
    "name": "What it is called.",
    "next_cursor": "Leads to the next page; null: this is the last one.",
    "number": "Number of the version in its model.",
    "numbers": "Versions to bring back; null: all that went with the model.",
    "occurred_at": "When it was done.",
    "owner": "Username of whose it is.",
    "page_size": "Rows on a page; null: as many as usual.",
    "params": "Values by the names of the parameters.",
    "password": "At least 10 characters, and hard to guess also for who knows them.",
    "points": "The values, by the number of the version.",
    "previous_cursor": "Leads to the page before; null: this is the first one.",
    "primary_metric": "Name of the metric by which the model's versions are ranked.",
    "primary_metric_goal": "Which end of it is the good one.",
    "query": "What the list is searched for, and its order.",
    "reason": "Why, if a reason was given.",
    "revoked_at": "When it was revoked; null: it was not.",
    "role": "What they may do; each role includes the ones before it.",
    "row_version": "Counts the states that it was in.",
    "scope": "The most that it may do, whatever its owner may.",
    "shown_version_id": "The `id` of the version that `champion` points to, or of the latest.",
    "skipped": "What was left as it is, and why.",
    "source": "Where the artefact lies: a URI without blanks.",
    "start_reason": "Why it was moved there.",
    "started_at": "Since when it pointed there.",
    "started_by": "Who moved it there.",
    "status": "Whether the artefact can be used yet.",
    "tags": "Values by the names of the tags.",
    "title": "What the status means.",
    "token": "Name of the token; null in a browser.",
    "type": "Address at which the status is explained.",
    "updated_at": "When it was changed last.",
    "updated_by": "Who changed it last.",
    "user_id": "The `id` of its owner.",
    "username": "Name under which they log in, in lower case.",
    "value": "What it is.",
    "version": "The version; null: it lies in the trash or was purged.",
    "version_id": "The `id` of its version; null: it was purged.",
    "version_number": "Number of the version that it points to.",
    "versions": "Those that are there, in the order asked for.",
    "via": "API token with which a program acted; null: none did.",
    "why": "Why it was left.",
}
_IN_ONE_SCHEMA: Final = {
    "AuditEventRead.action": "What was done.",
    "AliasTarget.version": "Number of the version to point to.",
    "ComparedVersion.version": "The version.",
    "ModelAliases.aliases": "By name, where each points.",
    "MLModelChanges.name": "Another name, which no model ever had; without / and :.",
    "MLModelCreate.name": "What it is called; without / and :.",
    "Problem.status": "The answer's status.",
    "SessionListed.created_at": "When its password was given last.",
    "SessionListed.expires_at": "When it expires if it is not used before.",
    "SessionListed.updated_at": "When it was used last, to some minutes.",
}


def with_descriptions(schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas, with what their fields mean where they don't say so themselves."""
    return {name: _described(name, schema) for name, schema in schemas.items()}


def _described(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    if "properties" not in schema:
        return schema
    fields = {
        field: {"description": _meaning(name, field), **inner}
        for field, inner in schema["properties"].items()
    }
    return schema | {"properties": fields}


def _meaning(schema: str, field: str) -> str:
    return _IN_ONE_SCHEMA.get(f"{schema}.{field}") or _FIELDS.get(field, "")
