"""Aliases: what to give, what to get."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from mldb.schemas.base import ReadSchema, WriteSchema
from mldb.schemas.registry.search import Count
from mldb.values.names import AliasName, ModelName
from mldb.values.numbers import VersionNumber
from mldb.values.times import Moment

Expected = Annotated[int | None, Field(ge=0, le=2**31 - 1)]


class MLModelAliasRef(WriteSchema):
    """An alias of a model, and where the caller believes it to point.

    `expected_version` is the version number that the decision was made on, 0 for "to none";
    None means "wherever it points".
    """

    model_name: ModelName
    name: AliasName
    expected_version: Expected = None


class MLModelAliasMove(MLModelAliasRef):
    """Point an alias to a version of its model."""

    version: VersionNumber


class MLModelAliasRollBack(MLModelAliasRef):
    """Point an alias back to a version; None: to the one that it came from."""

    version: VersionNumber | None = None


class MLModelAliasRead(ReadSchema):
    """An alias pointed to a version from `started_at` until `ended_at`; None: it does so still.

    `version_id` is None once the version was purged.
    """

    model_id: int
    model_name: str
    name: str
    version_id: int | None
    version_number: int
    started_at: Moment
    started_by: str
    start_reason: str | None
    ended_at: Moment | None
    ended_by: str | None
    end_reason: str | None


class MLModelAliasCurrent(MLModelAliasRead):
    """Where an alias points now; `has_others`: it has pointed to another version before."""

    has_others: bool


@dataclass(frozen=True, slots=True)
class RollBackChoice:
    """An earlier version of an alias, as its newest assignment to it.

    `is_left`: the alias was rolled back from it, or moved back by hand.
    """

    assignment: MLModelAliasRead
    is_left: bool


@dataclass(frozen=True, slots=True)
class RollBack:
    """Where an alias can be rolled back to.

    `newest` is its newest assignment, `choices` the versions that it points to no longer, the
    newest first; `target` is where it is rolled back to unless another version is chosen.
    """

    newest: MLModelAliasRead
    target: int | None
    choices: list[RollBackChoice]


@dataclass(frozen=True, slots=True)
class AliasMatrixRow:
    """Where the aliases of a model pointed, by alias."""

    model_name: str
    assignments: dict[str, MLModelAliasRead]


@dataclass(frozen=True, slots=True)
class AliasMatrix:
    """Models and aliases at one time.

    `names` are the aliases of the whole registry, the most used first, at most 12; `has_others` if
    there are more. `total` is the number of all assignments, also of other rows. `next_after` is
    the model's name to ask for the following rows with; None: there are none.
    """

    names: list[str]
    rows: list[AliasMatrixRow]
    next_after: str | None
    total: int = 0
    has_others: bool = False


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """A model with its aliases, the last moved first; at least one."""

    model_name: str
    assignments: list[MLModelAliasRead]


@dataclass(frozen=True, slots=True)
class InUse:
    """Models that aliases point to, the last moved first, and how many there are of them all."""

    models: list[ModelInUse]
    model_count: Count
    alias_count: Count
