"""The program that an experiment's page shows to copy."""

from dataclasses import dataclass
from typing import Any, Self

from mldb.schemas import MLExperimentRead


@dataclass(frozen=True)
class RunSnippet:
    """The values for a program that logs a run of an experiment."""

    experiment_name: str
    actor: str

    @classmethod
    def of(cls, request: Any, experiment: MLExperimentRead) -> Self:
        """The values for this experiment and whoever asks."""
        return cls(experiment.name, request.user.username)
