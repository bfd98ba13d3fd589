"""The programs that an experiment's page shows to copy."""

from dataclasses import dataclass
from typing import Any, Self

from mldb.schemas import MLExperimentRead
from registry_app.web.presentation.links import url


@dataclass(frozen=True)
class RunSnippet:
    """The values for programs that log a run of an experiment."""

    experiment_name: str
    actor: str
    site: str
    """URL of the whole site, to which MLflow's clients point."""

    @classmethod
    def of(cls, request: Any, experiment: MLExperimentRead) -> Self:
        """The values for this experiment and whoever asks."""
        site = request.build_absolute_uri(url("registry:start")).rstrip("/")
        return cls(experiment.name, request.user.username, site)
