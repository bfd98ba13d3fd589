"""The locations of the files of MLflow's runs and logged models."""

from typing import Final

from mldb.transfer.mlflow.artifacts.location import Location, UnreadableError, located
from mldb.transfer.mlflow.artifacts.source import exists
from mldb.transfer.mlflow.fields import stripped

_UNKNOWN: Final = "MLflow doesn't say where they are."
_STRANGE: Final = (
    "Their location is not one that MLflow chooses, which ends with the id and “artifacts”; what "
    "is there may be anything."
)


class Places:
    """Finds locations; `root` is the folder or bucket with the files of all experiments.

    Somebody who may log to MLflow can name any folder of this machine as that of an experiment. So
    only folders are read whose last names are those that MLflow itself gives them.
    """

    def __init__(self, root: Location | None) -> None:
        self._root = root

    def of_run(self, run_id: str, uri: str | None, experiment_id: object) -> Location:
        """Location of a run's files.

        Raises:
            UnreadableError: they can't be read from here.
        """
        return self._found(uri, (run_id, "artifacts"), f"{experiment_id}/{run_id}/artifacts")

    def of_model(self, model_id: str, uri: str | None, experiment_id: object) -> Location:
        """Location of a logged model's files.

        Raises:
            UnreadableError: they can't be read from here.
        """
        moved = f"{experiment_id}/models/{model_id}/artifacts"
        return self._found(uri, ("models", model_id, "artifacts"), moved)

    def _found(self, uri: str | None, last: tuple[str, ...], moved: str) -> Location:
        """The location; or the usual one below the root, if the folders were moved there."""
        if not stripped(uri):
            raise UnreadableError(_UNKNOWN)
        location = located(stripped(uri), self._root)
        if not exists(location) and self._root is not None:
            location = self._root / moved
        if not location.ends_with(*last):
            raise UnreadableError(_STRANGE)
        return location
