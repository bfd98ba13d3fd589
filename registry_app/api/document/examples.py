"""Examples of what the API takes and gives, by the names of the document's schemas.

They tell one story: the model `fraud-detector`, whose third version becomes `champion`.
"""

from typing import Any, Final

_WRITTEN: Final = {
    "created_at": "2026-03-01T12:00:00Z",
    "created_by": "alice",
    "updated_at": "2026-03-01T12:00:00Z",
    "updated_by": "alice",
    "row_version": 1,
}
_NOT_IN_TRASH: Final = {"deleted_at": None, "deleted_by": None}
_MODEL: Final = {
    "id": 12,
    **_WRITTEN,
    "name": "fraud-detector",
    "description": "Scores card payments.",
    "primary_metric": "auc",
    "primary_metric_goal": "maximize",
    "last_version_number": 3,
    **_NOT_IN_TRASH,
}
_VERSION: Final = {
    "id": 31,
    **_WRITTEN,
    "model_id": 12,
    "model_name": "fraud-detector",
    "number": 3,
    "source": "s3://models/fraud-detector/3.onnx",
    "device": "cpu",
    "status": "ready",
    "description": "",
    **_NOT_IN_TRASH,
}
_ITEMS: Final = {
    "metrics": {"auc": 0.931},
    "params": {"learning_rate": "0.01"},
    "tags": {"dataset": "2026-02"},
}
_OF_VERSION: Final = {"aliases": ["champion"], **_ITEMS}
_DETAIL: Final = {**_VERSION, **_OF_VERSION, "cut": []}
_ALIAS: Final = {
    "id": 8,
    "model_id": 12,
    "model_name": "fraud-detector",
    "name": "champion",
    "version_id": 31,
    "version_number": 3,
    "started_at": "2026-03-02T09:30:00Z",
    "started_by": "alice",
    "start_reason": "Better on held-out data",
    "ended_at": None,
    "ended_by": None,
    "end_reason": None,
}
_STAFF: Final = {
    "id": 2,
    **_WRITTEN,
    "username": "alice",
    "display_name": "Alice",
    "role": "editor",
    "is_active": True,
    "must_change_password": False,
}
_VIEW: Final = {
    "kind": "versions",
    "model_name": "fraud-detector",
    "name": "Good ones",
    "query": "metric.auc>=0.9 sort:-metric.auc",
    "columns": ["status", "metric.auc"],
    "page_size": 50,
    "is_shared": False,
}


def _item(owner: str, owner_id: int, item: dict[str, Any]) -> dict[str, Any]:
    return {"id": 55, **_WRITTEN, owner: owner_id, **item}


EXAMPLES: Final[dict[str, Any]] = {
    "MLModelCreate": {
        "name": "fraud-detector",
        "description": "Scores card payments.",
        "primary_metric": "auc",
        "primary_metric_goal": "maximize",
    },
    "MLModelChanges": {"description": "Scores card payments, also those abroad."},
    "MLModelRead": _MODEL,
    "MLModelListed": {
        **_MODEL,
        "latest_number": 3,
        "shown_version_id": 31,
        "aliases": {"champion": 3},
        "tags": {"team": "payments"},
        "metric_value": 0.931,
        "active_at": "2026-03-02T09:30:00Z",
        "active_by": "bob",
    },
    "MLModelDetail": {**_MODEL, "tags": {"team": "payments"}, "aliases": {"champion": 3}},
    "VersionBody": {"source": "s3://models/fraud-detector/3.onnx", "device": "cpu", **_ITEMS},
    "MLModelVersionChanges": {"status": "ready"},
    "MLModelVersionRead": _VERSION,
    "VersionListed": {**_VERSION, **_OF_VERSION},
    "MLModelVersionDetail": _DETAIL,
    "MetricsBody": {"metrics": {"auc": 0.931, "loss": 0.21}},
    "Recorded": {"changed": 2},
    "MetricBody": {"value": 0.931},
    "ParamBody": {"value": "0.01"},
    "TagBody": {"value": "payments"},
    "MLMetricRead": _item("version_id", 31, {"name": "auc", "value": 0.931}),
    "MLModelVersionParamRead": _item("version_id", 31, {"name": "learning_rate", "value": "0.01"}),
    "MLModelVersionTagRead": _item("version_id", 31, {"key": "dataset", "value": "2026-02"}),
    "MLModelTagRead": _item("model_id", 12, {"key": "team", "value": "payments"}),
    "ModelAliases": {"model_name": "fraud-detector", "aliases": {"champion": _ALIAS}},
    "AliasTarget": {"version": 3, "expected_version": 2},
    "MLModelAliasRead": _ALIAS,
    "MLModelAliasDetail": {**_ALIAS, "version": _DETAIL},
    "Comparison": {
        "versions": [
            {
                **_OF_VERSION,
                "version": _VERSION,
                "primary_metric": "auc",
                "primary_metric_goal": "maximize",
            }
        ],
        "missing": ["fraud-detector/9"],
    },
    "MLModelTrend": {
        "model": _MODEL,
        "metric": "auc",
        "points": [{"number": 3, "value": 0.931, "created_at": "2026-03-01T12:00:00Z"}],
        "has_older": False,
        "best": {"number": 3, "value": 0.931, "created_at": "2026-03-01T12:00:00Z"},
        "assignments": [_ALIAS],
    },
    "BulkChange": {
        "action": "tag",
        "names": ["fraud-detector"],
        "key": "team",
        "value": "payments",
        "dry_run": True,
    },
    "Outcome": {
        "done": ["fraud-detector"],
        "skipped": [{"label": "old", "why": "There is no such thing."}],
    },
    "ModelRestoration": {"numbers": [1, 3]},
    "Confirmation": {"confirmation": "fraud-detector"},
    "Whoami": {
        "username": "alice",
        "role": "editor",
        "token": "nightly",
        "model_names": ["fraud-detector"],
    },
    "APITokenRead": {
        "id": 7,
        **_WRITTEN,
        "user_id": 2,
        "name": "nightly",
        "scope": "write",
        "model_names": ["fraud-detector"],
        "expires_at": "2027-03-01T12:00:00Z",
        "last_used_at": None,
        "revoked_at": None,
    },
    "AuditEventRead": {
        "id": 210,
        "occurred_at": "2026-03-02T09:30:00Z",
        "actor": "alice",
        "via": "nightly",
        "action": "move_alias",
        "entity": "model",
        "entity_id": 12,
        "label": "fraud-detector",
        "model_id": 12,
        "changes": {"aliases.champion": [1, 3]},
        "reason": "Better on held-out data",
    },
    "SavedViewContent": _VIEW,
    "SavedViewChanges": {"query": "metric.auc>=0.92 sort:-metric.auc"},
    "SavedViewRead": {
        "id": 4,
        **_WRITTEN,
        **_VIEW,
        "user_id": 2,
        "owner": "alice",
        "model_id": 12,
        "is_model_trashed": False,
    },
    "SessionListed": {
        "id": 90,
        "browser": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "address": "192.0.2.7",
        "created_at": "2026-03-01T08:00:00Z",
        "updated_at": "2026-03-01T12:00:00Z",
        "expires_at": "2026-03-08T12:00:00Z",
    },
    "StaffUserHire": {
        "username": "bob",
        "password": "correct horse battery staple",
        "display_name": "Bob",
        "role": "viewer",
    },
    "StaffUserChanges": {"role": "editor"},
    "StaffUserRead": _STAFF,
}


def example_of(schema: str) -> Any:
    """An example of what this schema describes; of a page one with a single item."""
    if schema.startswith("PageOf"):
        item = EXAMPLES[schema.removeprefix("PageOf")]
        return {"items": [item], "next_cursor": None, "previous_cursor": None}
    return EXAMPLES[schema]
