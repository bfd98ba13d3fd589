"""A primary metric needs its goal, and a goal its metric; the authority is the database's CHECK."""

from typing import Final, Protocol, TypeVar

from pydantic_core import PydanticCustomError

from mldb.errors import RuleViolationError

FIELDS: Final = ("primary_metric", "primary_metric_goal")


class Ranked(Protocol):
    """A model or the data of one."""

    @property
    def primary_metric(self) -> str | None:
        """Name of the metric that ranks its versions."""

    @property
    def primary_metric_goal(self) -> str | None:
        """Whether higher or lower values are better."""


RankedT = TypeVar("RankedT", bound=Ranked)


def check_metric_with_goal(metric: str | None, goal: str | None) -> None:
    """Refuse a metric without a goal, and a goal without a metric.

    Raises:
        RuleViolationError: at the field that is missing.
    """
    if metric is not None and goal is None:
        raise RuleViolationError(
            "Say whether the primary metric is to be maximized or minimized.", "primary_metric_goal"
        )
    if metric is None and goal is not None:
        raise RuleViolationError("Name the primary metric that the goal is for.", "primary_metric")


def require_metric_with_goal(data: RankedT) -> RankedT:
    """The data, for use as a validator of a Pydantic model.

    Raises:
        PydanticCustomError: one of the fields is missing.
    """
    try:
        check_metric_with_goal(data.primary_metric, data.primary_metric_goal)
    except RuleViolationError as violation:
        raise PydanticCustomError("primary_metric", str(violation)) from violation
    return data
