"""Rules about the experiment that every registry has."""

from mldb.errors import RuleViolationError
from mldb.values.names import DEFAULT_EXPERIMENT, DEFAULT_EXPERIMENT_ID


def check_renamable(experiment_id: int) -> None:
    """Refuse to rename the experiment of runs that name none.

    Raises:
        RuleViolationError: at `name`.
    """
    _refuse_default(experiment_id, "renamed", "name")


def check_removable(experiment_id: int) -> None:
    """Refuse to trash the experiment of runs that name none.

    Raises:
        RuleViolationError: it is that experiment.
    """
    _refuse_default(experiment_id, "moved to the trash", None)


def _refuse_default(experiment_id: int, change: str, field: str | None) -> None:
    if experiment_id == DEFAULT_EXPERIMENT_ID:
        raise RuleViolationError(
            f"The experiment {DEFAULT_EXPERIMENT!r} can't be {change}: runs that name no "
            "experiment belong to it.",
            field,
        )
