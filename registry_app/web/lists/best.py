"""Which versions of a list are the best, and of which ones they are."""

from collections.abc import Sequence
from typing import Final

from mldb.schemas import MLModelOverview, MLModelRead
from mldb.search.fields import ListType
from mldb.search.parser import parse
from registry_app.core.registry import Registry
from registry_app.web.kit.as_of import Past
from registry_app.web.lists.columns import Columns
from registry_app.web.lists.state import ListState
from registry_app.web.lists.versions import VersionRow

OF_MODEL: Final = "best"
_OF_FOUND: Final = "best of those found"
_OF_THEN: Final = "best of those that existed then"

Best = tuple[float, str]
"""The value that no other is better than, and among which versions."""


def best_value(
    registry: Registry,
    overview: MLModelOverview,
    state: ListState,
    columns: Columns,
    past: Past | None,
) -> Best | None:
    """The best value of the model's primary metric, if the list shows it.

    Without a search it is that of the model, on whatever page; with one, of all found.
    """
    model = overview.model
    metric, goal = model.primary_metric, model.primary_metric_goal
    if metric is None or goal is None or metric not in columns.keys("metric"):
        return None
    is_whole = parse(state.text, ListType.VERSIONS).finds_all
    if past is None and is_whole:
        return None if overview.best_value is None else (overview.best_value, OF_MODEL)
    best = registry.versions.get_best(
        metric, goal, state.text, model_name=model.name, at=past.at if past else None
    )
    if best is None:
        return None
    if past is not None:
        return best.value, _OF_THEN if is_whole else _OF_FOUND
    return best.value, OF_MODEL if best.value == overview.best_value else _OF_FOUND


def with_best(
    rows: Sequence[VersionRow], model: MLModelRead | None, best: Best | None, past: Past | None
) -> list[VersionRow]:
    """The rows; those that are as good as the best say so, unless they lie in the trash."""
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
