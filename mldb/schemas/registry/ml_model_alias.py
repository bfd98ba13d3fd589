"""Aliases: input and output."""

from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from mldb.schemas.base import ReadSchema, WriteSchema
from mldb.schemas.registry.search import Count
from mldb.values.names import CHAMPION, AliasName, ModelName
from mldb.values.numbers import VersionNumber
from mldb.values.spelling import alias_key
from mldb.values.times import Moment

Expected = Annotated[int | None, Field(ge=0, le=2**31 - 1)]


class MLModelAliasRef(WriteSchema):
    """An alias of a model, and the version to which the caller expects it to point.

    `expected_version` is a version number, 0 for "no version"; None means "any version".
    """

    model_name: ModelName
    name: AliasName
    expected_version: Expected = None


class MLModelAliasMove(MLModelAliasRef):
    """Point an alias to a version of its model."""

    version: VersionNumber


class MLModelAliasRollBack(MLModelAliasRef):
    """Point an alias back to a version; None: to the version before the current one."""

    version: VersionNumber | None = None


class MLModelAliasRead(ReadSchema):
    """An assignment of an alias to a version, from `started_at` until `ended_at`."""

    model_id: int = Field(description="The `id` of its model.", examples=[12])
    model_name: str = Field(description="Name of its model.", examples=["fraud-detector"])
    name: str = Field(description="Name of the alias.", examples=["champion"])
    version_id: int | None = Field(
        description="The `id` of the version; null: it was purged.", examples=[12]
    )
    version_number: int = Field(description="Number of the version.", examples=[3])
    started_at: Moment = Field(
        description="When the alias was pointed to the version.", examples=["2026-03-02T09:30:00Z"]
    )
    started_by: str = Field(description="Who pointed it to the version.", examples=["alice"])
    start_reason: str | None = Field(
        description="Why it was pointed to the version, if a reason was given.",
        examples=["Better on held-out data"],
    )
    ended_at: Moment | None = Field(
        description="When the alias was moved on or removed; null: it still points to the version.",
        examples=[None],
    )
    ended_by: str | None = Field(
        description="Who moved it on or removed it; null: nobody.", examples=[None]
    )
    end_reason: str | None = Field(
        description="Why it was moved on or removed, if a reason was given.", examples=[None]
    )

    @property
    def is_champion(self) -> bool:
        """Whether this is the alias of the version that the model is judged by."""
        return alias_key(self.name) == CHAMPION


class MLModelAliasCurrent(MLModelAliasRead):
    """The current assignment of an alias; `has_others`: it pointed to another version before."""

    has_others: bool


@dataclass(frozen=True, slots=True)
class RollBackChoice:
    """An earlier version of an alias, with the newest assignment to it.

    `is_left`: the alias was rolled back from it, or moved back by hand.
    """

    assignment: MLModelAliasRead
    is_left: bool


@dataclass(frozen=True, slots=True)
class RollBack:
    """The versions to which an alias can be rolled back.

    `newest` is its newest assignment, `choices` the versions to which it no longer points, the
    newest first; `target` is the version number of a roll-back that names none.
    """

    newest: MLModelAliasRead
    target: int | None
    choices: list[RollBackChoice]


@dataclass(frozen=True, slots=True)
class AliasMatrixRow:
    """The assignments of a model's aliases, by alias."""

    model_name: str
    assignments: dict[str, MLModelAliasRead]


@dataclass(frozen=True, slots=True)
class AliasMatrix:
    """Models and aliases at one time.

    `names` are the aliases of the whole registry, the most used first, at most 12, and `numbers`
    their assignments; `has_others` if there are more. `total` is the number of all assignments,
    `model_count` that of the models found, also in other rows. `next_after` is the model's name
    with which the following rows are read; None: there are none.
    """

    names: list[str]
    rows: list[AliasMatrixRow]
    next_after: str | None
    total: int = 0
    has_others: bool = False
    numbers: dict[str, int] = field(default_factory=dict)
    model_count: Count = field(default_factory=lambda: Count(0, is_more=False))


@dataclass(frozen=True, slots=True)
class AliasDifference:
    """The assignments of an alias at two times, of which at least one is there.

    If both are to the same version, the alias was moved away and back. `last`: the assignment after
    which the alias pointed nowhere, if it points nowhere at the second time.
    """

    name: str
    before: MLModelAliasRead | None
    after: MLModelAliasRead | None
    last: MLModelAliasRead | None = None


@dataclass(frozen=True, slots=True)
class ModelDifferences:
    """The aliases of a model whose assignments are others at two times, by name."""

    model_name: str
    differences: list[AliasDifference]


@dataclass(frozen=True, slots=True)
class AliasDifferences:
    """Models whose assignments are others at two times, by name.

    `next_after` as in `AliasMatrix`.
    """

    rows: list[ModelDifferences]
    next_after: str | None


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
