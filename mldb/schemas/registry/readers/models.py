"""Models with their aliases, tags and metrics."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from mldb.schemas.registry.ml_model import MLModelRead
from mldb.schemas.registry.ml_model_alias import MLModelAliasCurrent, MLModelAliasRead
from mldb.values.enums import Goal
from mldb.values.times import Moment


def _sorted_by_name(pairs: dict[str, Any] | None) -> dict[str, Any]:
    if pairs is None:
        return {}
    return dict(sorted(pairs.items())) if len(pairs) > 1 else pairs


_AliasNumbers = Annotated[dict[str, int], BeforeValidator(_sorted_by_name)]
_TagValues = Annotated[dict[str, str], BeforeValidator(_sorted_by_name)]


class MLModelDetail(MLModelRead):
    """A model with its tags, and its aliases with the version numbers that they point to."""

    tags: _TagValues
    aliases: _AliasNumbers


class MLModelListed(MLModelRead):
    """A model as a row of a list.

    `aliases` maps each alias to the version number that it points to. `shown_version_id` is the
    version with the alias `champion`, or else the latest one; `metric_value` is its value of the
    primary metric. `active_at` and `active_by` say when and by whom the model or any of its
    versions, metrics, parameters, tags and aliases was last changed.
    """

    active_at: Moment
    active_by: str
    latest_number: int | None
    shown_version_id: int | None
    aliases: _AliasNumbers
    tags: _TagValues
    metric_value: float | None


class MLModelOverview(BaseModel):
    """The content of a model's page.

    `aliases` are the current assignments, the last moved first. `metric_names` are the primary
    metric and then, by name, the others of its newest 1,000 versions; at most 1,000. `best_value`
    is the best value of the primary metric in any live version; None without a goal, or if no
    version has the metric.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    model: MLModelDetail
    aliases: list[MLModelAliasCurrent]
    metric_names: list[str]
    best_value: float | None


class TrendPoint(BaseModel):
    """The value of a metric in one version."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    number: int
    value: float
    created_at: Moment


class MLModelTrend(BaseModel):
    """The values of a metric over a model's versions, by number; at most the newest 1,000.

    If `has_older`, a request for the versions before the first point gets more. `best` is the best
    of all versions if the model is ranked by the metric. `assignments` are the latest 1,000 of the
    model's aliases, the newest first.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    model: MLModelRead
    metric: str
    points: list[TrendPoint]
    has_older: bool
    best: TrendPoint | None
    assignments: list[MLModelAliasRead]

    @property
    def goal(self) -> Goal | None:
        """The goal of the metric, if the model's versions are ranked by it."""
        model = self.model
        return model.primary_metric_goal if model.primary_metric == self.metric else None
