"""What belongs together, read at once."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from mldb.rules.overview import by_name
from mldb.schemas.audit.audit_event import AuditEventRead
from mldb.schemas.registry.ml_model import MLModelRead
from mldb.schemas.registry.ml_model_alias import MLModelAliasCurrent, MLModelAliasRead
from mldb.schemas.registry.ml_model_version import MLModelVersionRead
from mldb.values.enums import Goal
from mldb.values.names import CHAMPION
from mldb.values.spelling import alias_key
from mldb.values.times import Moment


class _Overview(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class MLModelListed(MLModelRead):
    """A model in a list, with what its versions, aliases and tags come to.

    `aliases` maps each alias to the version number that it points to. `metric_value` is that of the
    primary metric of the version that is shown for the model: the `champion` if there is one, else
    the latest. `active_at` and `active_by` are of the last change of the model or anything of it.
    """

    active_at: Moment
    active_by: str
    latest_number: int | None
    shown_version_id: int | None
    aliases: Annotated[dict[str, int], BeforeValidator(by_name)]
    tags: Annotated[dict[str, str], BeforeValidator(by_name)]
    metric_value: float | None


class TrendPoint(_Overview):
    """The value of a metric in one version."""

    number: int
    value: float
    created_at: Moment


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

    tags: dict[str, str]
    aliases: dict[str, int]


class MLModelVersionSummary(_Overview):
    """A version in a line: the aliases that point to it, by name, and the items asked for."""

    aliases: list[str]
    metrics: dict[str, float]
    params: dict[str, str]
    tags: dict[str, str]


class ComparedVersion(MLModelVersionSummary):
    """A version with all that can be compared, and how its model ranks versions."""

    version: MLModelVersionRead
    primary_metric: str | None
    primary_metric_goal: Goal | None

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

    aliases: list[str]
    metrics: dict[str, float]
    params: dict[str, str]
    tags: dict[str, str]
    cut: list[str]


class MLModelAliasDetail(MLModelAliasRead):
    """Where an alias points, and the version there; None: it lies in the trash or was purged."""

    version: MLModelVersionDetail | None


class MLModelTrend(_Overview):
    """A metric over the versions of a model, by number; of more than 1,000 the newest.

    `has_older` if there are more: ask for those before the first one. `best` is the best of all
    versions if the model is ranked by the metric. `assignments` are the latest 1,000 of the model's
    aliases, the newest first.
    """

    model: MLModelRead
    metric: str
    points: list[TrendPoint]
    has_older: bool
    best: TrendPoint | None
    assignments: list[MLModelAliasRead]

    @property
    def goal(self) -> Goal | None:
        """Where the metric should go, if it is what the model's versions are ranked by."""
        model = self.model
        return model.primary_metric_goal if model.primary_metric == self.metric else None
