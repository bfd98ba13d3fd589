"""A primary metric and its goal."""

from mldb.errors import RuleViolationError


def check_metric_with_goal(metric: str | None, goal: str | None) -> None:
    """Refuse a metric that nobody knows whether to maximize, and a goal of nothing.

    Raises:
        RuleViolationError: at the one that is missing.
    """
    if metric is not None and goal is None:
        raise RuleViolationError(
            "Say whether the primary metric is to be maximized or minimized.", "primary_metric_goal"
        )
    if metric is None and goal is not None:
        raise RuleViolationError("Name the primary metric that the goal is for.", "primary_metric")
