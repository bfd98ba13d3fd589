"""Models with their aliases, tags and metrics."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mldb.schemas.registry.ml_model import MLModelRead
from mldb.schemas.registry.ml_model_alias import MLModelAliasCurrent, MLModelAliasRead
from mldb.values.enums import Goal
from mldb.values.times import Moment


def _sorted_by_name(pairs: dict[str, Any] | None) -> dict[str, Any]:
    if pairs is None:
        return {}
    return dict(sorted(pairs.items())) if len(pairs) > 1 else pairs


_AliasNumbers = Annotated[
    dict[str, int],
    BeforeValidator(_sorted_by_name),
    Field(
        description="Aliases of the model, each with the number of its version.",
        examples=[{"champion": 3}],
    ),
]
_TagValues = Annotated[
    dict[str, str],
    BeforeValidator(_sorted_by_name),
    Field(description="Tag values by name.", examples=[{"team": "payments"}]),
]


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

    active_at: Moment = Field(
        description="When the model or anything that belongs to it was last changed.",
        examples=["2026-03-02T09:30:00Z"],
    )
    active_by: str = Field(
        description="Who last changed the model or anything that belongs to it.", examples=["bob"]
    )
    latest_number: int | None = Field(
        description="Number of the latest version outside the trash; null: there is none.",
        examples=[3],
    )
    shown_version_id: int | None = Field(
        description="The `id` of the version to which `champion` points, or of the latest one.",
        examples=[12],
    )
    aliases: _AliasNumbers
    tags: _TagValues
    metric_value: float | None = Field(
        description="Value of the primary metric in the version `shown_version_id`.",
        examples=[0.931],
    )


class MLModelOverview(BaseModel):
    """The content of a model's page.

    `aliases` are the current assignments, the last moved first. `metric_names` are the primary
    metric and then, by name, the others of its newest 1,000 versions; at most 1,000. `best_value`
    is the best value of the primary metric in any live version, the one with `best_number`; None
    without a goal, or if no version has the metric.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    model: MLModelDetail
    aliases: list[MLModelAliasCurrent]
    metric_names: list[str]
    best_value: float | None
    best_number: int | None = None


class TrendPoint(BaseModel):
    """The value of a metric in one version."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    number: int = Field(description="Number of the version in its model.", examples=[3])
    value: float = Field(description="Value of the metric.", examples=[0.931])
    created_at: Moment = Field(
        description="When the version was created.", examples=["2026-03-01T12:00:00Z"]
    )


class MLModelTrend(BaseModel):
    """The values of a metric over a model's versions, by number; at most the newest 1,000.

    If `has_older`, a request for the versions before the first point gets more. `best` is the best
    of all versions if the model is ranked by the metric. `assignments` are the latest 1,000 of the
    model's aliases, the newest first.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    model: MLModelRead = Field(description="The model.")
    metric: str = Field(description="Name of the metric.", examples=["auc"])
    points: list[TrendPoint] = Field(description="Values by version number.")
    has_older: bool = Field(
        description="Whether there are more versions, before the first one.", examples=[False]
    )
    best: TrendPoint | None = Field(
        description="The best of all versions; null: the model is not ranked by this metric."
    )
    assignments: list[MLModelAliasRead] = Field(
        description="Assignments of the model's aliases, the newest first."
    )

    @property
    def goal(self) -> Goal | None:
        """The goal of the metric, if the model's versions are ranked by it."""
        model = self.model
        return model.primary_metric_goal if model.primary_metric == self.metric else None
