"""Which version of a list is the best, and of which ones it is."""

from collections.abc import Sequence
from typing import Final

from mldb.schemas import MLModelOverview
from mldb.search.fields import Kind
from mldb.search.parser import parse
from registry_app.as_of import Past
from registry_app.lists.columns import Columns
from registry_app.lists.state import ListState
from registry_app.lists.versions import VersionRow
from registry_app.registry import Registry

OF_MODEL: Final = "best"
_OF_FOUND: Final = "best of those found"
_OF_THEN: Final = "best of those that existed then"

Best = tuple[int, str]
"""Id of a version, and what it is."""


def best_version(
    registry: Registry,
    overview: MLModelOverview,
    state: ListState,
    columns: Columns,
    past: Past | None,
) -> Best | None:
    """The best by the model's primary metric, if the list shows it; of equal ones the newer.

    Without a search it is the best of the model, on whatever page it is; with one, of all found.
    """
    model = overview.model
    metric, goal = model.primary_metric, model.primary_metric_goal
    if metric is None or goal is None or metric not in columns.keys("metric"):
        return None
    is_whole = parse(state.text, Kind.VERSIONS).finds_all
    if past is None and is_whole:
        return None if overview.best_id is None else (overview.best_id, OF_MODEL)
    best = registry.versions.get_best(
        metric, goal, state.text, model_name=model.name, at=past.at if past else None
    )
    if best is None:
        return None
    if past is not None:
        return best.id, _OF_THEN if is_whole else _OF_FOUND
    return best.id, OF_MODEL if best.id == overview.best_id else _OF_FOUND


def with_best(rows: Sequence[VersionRow], best: Best | None) -> list[VersionRow]:
    """The rows; the best one says so."""
    if best is None:
        return list(rows)
    version_id, words = best
    return [row._replace(best=words) if row.version.id == version_id else row for row in rows]
