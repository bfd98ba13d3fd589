"""Runs with all that they logged, in the trash as well."""

from dataclasses import dataclass, field

from mldb.schemas.tracking.ml_run import MLRunRead


@dataclass(frozen=True, slots=True)
class LastPoint:
    """The last point of a metric, by step, then time, then value."""

    name: str
    value: float
    step: int
    time_ms: int


@dataclass(frozen=True, slots=True)
class RunDataset:
    """A dataset that a run read, with everything known about it."""

    name: str
    digest: str
    context: str
    source_type: str
    source: str
    schema: str
    profile: str


@dataclass(slots=True)
class RunRecord:
    """A run and all that it logged; of metrics the last points.

    `is_live` says whether both it and its experiment are outside the trash. `logged_models` are
    public ids with the steps at which the models were saved, the oldest first.
    """

    run: MLRunRead
    is_live: bool
    metrics: list[LastPoint] = field(default_factory=list)
    params: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    inputs: list[RunDataset] = field(default_factory=list)
    logged_models: list[tuple[str, int | None]] = field(default_factory=list)
