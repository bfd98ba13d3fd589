"""How good models and versions are: values of the primary metric, beside the champion's."""

from dataclasses import dataclass

from mldb.values.enums import Goal


@dataclass(frozen=True, slots=True)
class VersionValue:
    """The value of a metric in the version with this number."""

    number: int
    value: float


@dataclass(frozen=True, slots=True)
class MetricGoal:
    """How the values of a metric are judged and written.

    `direction` is None if nobody said whether higher or lower is better; `digits` are the decimals
    to show, None: as many as the values need.
    """

    direction: Goal | None = None
    unit: str = ""
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class ModelStanding:
    """The primary metric of a model over its live versions.

    Each value is None if no such version has the metric. `latest` is the newest version with the
    metric; `champion` the one in use; `previous_champion` the last other one that was in use.
    `recent` are the newest with the metric, at most 60, by number. `version_count` counts all;
    None, like `best`, if it was not asked for. `behind` counts those newer than the champion, and
    is 0 without one; `champion_number` is known even if the champion has no value.
    """

    model_name: str
    metric: str
    goal: MetricGoal
    latest: VersionValue | None
    best: VersionValue | None
    champion: VersionValue | None
    previous_champion: VersionValue | None
    recent: tuple[VersionValue, ...]
    version_count: int | None
    behind: int
    champion_number: int | None = None


@dataclass(frozen=True, slots=True)
class VersionStanding:
    """The primary metric of a version, and how it compares with others of its model.

    `rank` is 1 for the best; equal values have the same. `of` counts the live versions with the
    metric, `before` is the newest of them with a lower number.
    """

    metric: str
    goal: MetricGoal
    value: float | None
    rank: int | None
    of: int
    champion: VersionValue | None
    best: VersionValue | None
    before: VersionValue | None
