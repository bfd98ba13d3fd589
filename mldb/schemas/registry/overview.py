"""What belongs together, read at once."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mldb.rules.overview import by_name
from mldb.schemas.audit.audit_event import AuditEventRead
from mldb.schemas.item import METRICS, PARAMS, TAGS
from mldb.schemas.registry.ml_model import GOAL, PRIMARY_METRIC, MLModelRead
from mldb.schemas.registry.ml_model_alias import MLModelAliasCurrent, MLModelAliasRead
from mldb.schemas.registry.ml_model_version import MLModelVersionRead
from mldb.values.enums import Goal
from mldb.values.names import CHAMPION
from mldb.values.spelling import alias_key
from mldb.values.times import Moment

MODEL_ALIASES: Final[Any] = Field(
    description="Aliases of the model, each with the number of its version.",
    examples=[{"champion": 3}],
)
ALIASES: Final[Any] = Field(
    description="Aliases that point to the version.", examples=[["champion"]]
)
MODEL_TAGS: Final[Any] = Field(description="Tag values by name.", examples=[{"team": "payments"}])


class _Overview(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class MLModelListed(MLModelRead):
    """A model in a list, with what its versions, aliases and tags come to.

    `aliases` maps each alias to the version number that it points to. `metric_value` is that of the
    primary metric of the version that is shown for the model: the `champion` if there is one, else
    the latest. `active_at` and `active_by` are of the last change of the model or anything of it.
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
    aliases: Annotated[dict[str, int], BeforeValidator(by_name), MODEL_ALIASES]
    tags: Annotated[dict[str, str], BeforeValidator(by_name), MODEL_TAGS]
    metric_value: float | None = Field(
        description="Value of the primary metric in the version `shown_version_id`.",
        examples=[0.931],
    )


class TrendPoint(_Overview):
    """The value of a metric in one version."""

    number: int = Field(description="Number of the version in its model.", examples=[3])
    value: float = Field(description="Value of the metric.", examples=[0.931])
    created_at: Moment = Field(
        description="When the version was created.", examples=["2026-03-01T12:00:00Z"]
    )


class MLModelOverview(_Overview):
    """A model with what belongs to it.

    `aliases` are those that point to a version now, the last moved first. `metric_names` are the
    primary metric and then, by name, the others of its newest 1,000 versions; at most 1,000.
    `best_value` is the best value of the primary metric in any version outside the trash; None
    without a goal, or if no version has the metric.
    """

    model: MLModelRead
    tags: dict[str, str]
    aliases: list[MLModelAliasCurrent]
    metric_names: list[str]
    best_value: float | None


class MLModelDetail(MLModelRead):
    """A model with its tags, and its aliases with the version numbers that they point to."""

    tags: Annotated[dict[str, str], MODEL_TAGS]
    aliases: Annotated[dict[str, int], MODEL_ALIASES]


class MLModelVersionSummary(_Overview):
    """A version in a line: the aliases that point to it, by name, and the items asked for."""

    aliases: Annotated[list[str], ALIASES]
    metrics: Annotated[dict[str, float], METRICS]
    params: Annotated[dict[str, str], PARAMS]
    tags: Annotated[dict[str, str], TAGS]


class ComparedVersion(MLModelVersionSummary):
    """A version with all that can be compared, and how its model ranks versions."""

    version: MLModelVersionRead = Field(description="The version.")
    primary_metric: Annotated[str | None, PRIMARY_METRIC]
    primary_metric_goal: Annotated[Goal | None, GOAL]

    @property
    def label(self) -> str:
        """How people name it: `model/number`."""
        return f"{self.version.model_name}/{self.version.number}"


class MLModelVersionItemNames(_Overview):
    """Names of what some versions have, in order, at most 1,000 of each kind.

    `cut` names the kinds that have more: `metrics`, `params`, `tags`.
    """

    metrics: list[str]
    params: list[str]
    tags: list[str]
    cut: frozenset[str] = frozenset()


class MLModelVersionOverview(_Overview):
    """A version with what belongs to it, by name; at most 1,000 values of each kind.

    `cut` names the kinds that have more: `metrics`, `params`, `tags`. `model_aliases` are all
    aliases of its model, the last moved first; `previous` and `next` the numbers of its neighbours;
    `events` what was done to it, the newest first, at most 20.
    """

    version: MLModelVersionRead
    metrics: dict[str, float]
    params: dict[str, str]
    tags: dict[str, str]
    cut: frozenset[str]
    model_aliases: list[MLModelAliasCurrent]
    previous: int | None
    next: int | None
    events: list[AuditEventRead]

    @property
    def aliases(self) -> list[MLModelAliasCurrent]:
        """Those that point to it."""
        return [alias for alias in self.model_aliases if alias.version_id == self.version.id]

    @property
    def champion(self) -> int | None:
        """Number of the version in use: the one that `champion` points to."""
        numbers = {alias_key(alias.name): alias.version_number for alias in self.model_aliases}
        return numbers.get(CHAMPION)


class MLModelVersionDetail(MLModelVersionRead):
    """A version with the aliases that point to it, and at most 1,000 items of each kind.

    `cut` names the kinds that have more: `metrics`, `params`, `tags`.
    """

    aliases: Annotated[list[str], ALIASES]
    metrics: Annotated[dict[str, float], METRICS]
    params: Annotated[dict[str, str], PARAMS]
    tags: Annotated[dict[str, str], TAGS]
    cut: list[str] = Field(
        description="Item types that are incomplete here: metrics, params, tags.", examples=[[]]
    )


class MLModelAliasDetail(MLModelAliasRead):
    """Where an alias points, and the version there; None: it lies in the trash or was purged."""

    version: MLModelVersionDetail | None = Field(
        description="The version; null: it is in the trash or was purged."
    )


class MLModelTrend(_Overview):
    """A metric over the versions of a model, by number; of more than 1,000 the newest.

    `has_older` if there are more: ask for those before the first one. `best` is the best of all
    versions if the model is ranked by the metric. `assignments` are the latest 1,000 of the model's
    aliases, the newest first.
    """

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
        """Where the metric should go, if it is what the model's versions are ranked by."""
        model = self.model
        return model.primary_metric_goal if model.primary_metric == self.metric else None
