"""A metric of versions against a parameter or another metric of theirs."""

from typing import Final

from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.core.registry import Registry
from registry_app.web.charts.scatter import RunPoint, ScatterFigure
from registry_app.web.presentation.links import version_url

_PREFIXES: Final = ("param.", "metric.")
_CHAMPION: Final = 1
"""The colour of the champion; all others have the first one."""


def is_relation(across: str) -> bool:
    """Whether the axis shows values of versions, such as `param.depth`."""
    return across.startswith(_PREFIXES) and not across.endswith(".")


def relation(
    registry: Registry, model_name: str, metric: str, across: str, champion: int | None
) -> ScatterFigure:
    """The scatter of the model's newest 1,000 versions, in a few statements."""
    item_type, _, key = across.partition(".")
    versions = registry.versions.search(model_name=model_name, limit=PAGE_SIZE_LIMIT).rows
    metrics = [metric, key] if item_type == "metric" else [metric]
    params = [key] if item_type == "param" else []
    found = registry.version_reader.get_summaries(
        [version.id for version in versions], metrics=metrics, params=params
    )
    points = []
    for version in versions:
        summary = found[version.id]
        values = summary.metrics if item_type == "metric" else summary.params
        points.append(
            RunPoint(
                f"{version.number} champion" if version.number == champion else str(version.number),
                values.get(key),
                summary.metrics.get(metric),
                _CHAMPION if version.number == champion else 0,
                version_url(model_name, version.number),
            )
        )
    return ScatterFigure.of(points, key, metric, is_x_log=None, word="version")
