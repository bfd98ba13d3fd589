"""The standing of a model on its page."""

from dataclasses import replace

from mldb.schemas import MLModelOverview, ModelStanding, VersionValue
from registry_app.core.registry import Registry


def standing_of(registry: Registry, overview: MLModelOverview) -> ModelStanding | None:
    """The standing with the best version, which the overview has read; None without a metric."""
    if overview.model.primary_metric is None:
        return None
    name, number, value = overview.model.name, overview.best_number, overview.best_value
    found = registry.standings.of_models([name]).get(name)
    if found is None or number is None or value is None:
        return found
    return replace(found, best=VersionValue(number, value))
