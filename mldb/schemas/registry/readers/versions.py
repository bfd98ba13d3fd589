"""Versions with their aliases, metrics, parameters and tags."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from mldb.schemas.audit.audit_event import AuditEventRead
from mldb.schemas.item import METRICS, PARAMS, TAGS
from mldb.schemas.registry.ml_model import GOAL, PRIMARY_METRIC
from mldb.schemas.registry.ml_model_alias import MLModelAliasCurrent
from mldb.schemas.registry.ml_model_version import MLModelVersionRead
from mldb.values.enums import Goal
from mldb.values.names import CHAMPION
from mldb.values.spelling import alias_key


class MLModelVersionSummary(BaseModel):
    """The aliases that point to a version, and its requested metrics, parameters and tags."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    aliases: list[str] = Field(
        description="Aliases that point to the version.", examples=[["champion"]]
    )
    metrics: Annotated[dict[str, float], METRICS]
    params: Annotated[dict[str, str], PARAMS]
    tags: Annotated[dict[str, str], TAGS]


class MLModelVersionDetail(MLModelVersionSummary, MLModelVersionRead):
    """A version with its aliases, and by name at most 1,000 items of each type.

    `cut` lists the item types that have more: `metrics`, `params`, `tags`.
    """

    cut: list[str] = Field(
        description="Item types that are incomplete here: metrics, params, tags.", examples=[[]]
    )


class MLModelVersionOverview(BaseModel):
    """The content of a version's page.

    `model_aliases` are the current assignments of all aliases of its model, the last moved first;
    `previous` and `next` the numbers of the neighbouring live versions; `events` its newest audit
    events, at most 20, the newest first.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    version: MLModelVersionDetail
    model_aliases: list[MLModelAliasCurrent]
    previous: int | None
    next: int | None
    events: list[AuditEventRead]

    @property
    def aliases(self) -> list[MLModelAliasCurrent]:
        """The assignments that point to this version."""
        return [alias for alias in self.model_aliases if alias.version_id == self.version.id]

    @property
    def champion(self) -> int | None:
        """Number of the version that the alias `champion` points to."""
        numbers = {alias_key(alias.name): alias.version_number for alias in self.model_aliases}
        return numbers.get(CHAMPION)


class ComparedVersion(MLModelVersionSummary):
    """A version with everything that can be compared, and the primary metric of its model."""

    version: MLModelVersionRead = Field(description="The version.")
    primary_metric: Annotated[str | None, PRIMARY_METRIC]
    primary_metric_goal: Annotated[Goal | None, GOAL]

    @property
    def label(self) -> str:
        """The version's name for people: `model/number`."""
        return f"{self.version.model_name}/{self.version.number}"
