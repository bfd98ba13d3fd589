"""The best versions of a model in a list, and the versions among which they are the best."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from mldb.schemas import MLModelOverview, MLModelRead, MLModelVersionRead, MLModelVersionSummary
from registry_app.core.registry import Registry
from registry_app.web.kit.as_of import Past
from registry_app.web.lists.columns import Columns
from registry_app.web.lists.request import ListRequest

OF_MODEL: Final = "best"
_OF_FOUND: Final = "best of those found"
_OF_THEN: Final = "best of those that existed then"

Best = tuple[float, str]
"""The best value of the primary metric, and among which versions it is the best."""


class VersionRow(NamedTuple):
    """A version in a list; `best` says among which versions it is the best, if it is."""

    version: MLModelVersionRead
    summary: MLModelVersionSummary
    best: str = ""


def best_value(
    registry: Registry,
    overview: MLModelOverview,
    listing: ListRequest,
    columns: Columns,
    past: Past | None,
) -> Best | None:
    """The best value of the model's primary metric, if the list shows it.

    Without a query it is the best of all versions of the model, on whichever page; with a query
    the best of all versions that match.
    """
    model = overview.model
    metric, goal = model.primary_metric, model.primary_metric_goal
    if metric is None or goal is None or metric not in columns.keys("metric"):
        return None
    is_whole = listing.query.finds_all
    if past is None and is_whole:
        return None if overview.best_value is None else (overview.best_value, OF_MODEL)
    best = registry.versions.get_best(
        metric, goal, listing.text, model_name=model.name, at=past.at if past else None
    )
    if best is None:
        return None
    if past is not None:
        return best.value, _OF_THEN if is_whole else _OF_FOUND
    return best.value, OF_MODEL if best.value == overview.best_value else _OF_FOUND


def with_best(
    rows: Sequence[VersionRow], model: MLModelRead | None, best: Best | None, past: Past | None
) -> list[VersionRow]:
    """The rows with `best` set where the value is the best one and the version is not trashed."""
    if best is None or model is None:
        return list(rows)
    value, words = best
    return [
        row._replace(best=words)
        if row.summary.metrics.get(model.primary_metric or "") == value
        and (past is not None or row.version.deleted_at is None)
        else row
        for row in rows
    ]
