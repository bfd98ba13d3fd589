"""What a run may log."""

from collections.abc import Mapping
from typing import Protocol

from mldb.errors import RuleViolationError

_SHOWN_LENGTH = 100


class LoggingRun(Protocol):
    """The facts of a run that decide whether it may log."""

    @property
    def public_id(self) -> str:
        """Its id for people."""

    @property
    def deleted_at(self) -> object:
        """When it was moved to the trash."""

    @property
    def experiment_deleted_at(self) -> object:
        """When its experiment was."""

    @property
    def experiment_name(self) -> str:
        """Name of its experiment."""


def check_outside_trash(run: LoggingRun) -> None:
    """Refuse to log to a run in the trash.

    Raises:
        RuleViolationError: it is there, or its experiment is.
    """
    if run.deleted_at is not None:
        raise RuleViolationError(
            f"The run {run.public_id} is in the trash. Restore it before it logs anything."
        )
    if run.experiment_deleted_at is not None:
        raise RuleViolationError(
            f"The experiment {run.experiment_name!r} of the run {run.public_id} is in the trash. "
            "Restore it before its runs log anything."
        )


def new_params(logged: Mapping[str, str], stored: Mapping[str, str]) -> dict[str, str]:
    """The parameters that aren't stored yet.

    Raises:
        RuleViolationError: one is stored with another value.
    """
    for name, value in logged.items():
        current = stored.get(name, value)
        if current != value:
            raise RuleViolationError(
                f"The parameter {name!r} of this run is {_shown(current)} already and can't become "
                f"{_shown(value)}. A parameter is set once; log what changes as a metric or a tag.",
                f"params.{name}",
            )
    return {name: value for name, value in logged.items() if name not in stored}


def _shown(value: str) -> str:
    """The value in quotes; of a long one its beginning."""
    return repr(value if len(value) <= _SHOWN_LENGTH else f"{value[:_SHOWN_LENGTH]}…")
