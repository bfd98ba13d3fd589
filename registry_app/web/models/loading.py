"""The values in the programs that load a version of a model."""

from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

from mldb.schemas import MLModelOverview
from registry_app.web.presentation.links import url

_FOLDER: Final = "model"


@dataclass(frozen=True)
class Loading:
    """The values for programs that load a version: by an alias if there is one, or by its number.

    `alias` is the champion's, or that of the alias moved last; None if the model has none. `number`
    is the version that it points to, or the newest.
    """

    origin: str
    url: str
    files_url: str
    model_name: str
    alias: str | None
    number: int
    folder: str = _FOLDER

    @classmethod
    def of(cls, request: Any, overview: MLModelOverview, newest: int) -> Self:
        """The values for this model, whose newest version has this number."""
        name = overview.model.name
        champions = [one for one in overview.aliases if one.is_champion]
        chosen = next(iter([*champions, *overview.aliases]), None)
        number = chosen.version_number if chosen else newest
        version = request.build_absolute_uri(url("api:get_version", name, number))
        target = (
            request.build_absolute_uri(url("api:get_alias", name, chosen.name))
            if chosen
            else version
        )
        files = request.build_absolute_uri(url("api:get_version_artifacts_zip", name, number))
        parts = urlsplit(target)
        return cls(
            f"{parts.scheme}://{parts.netloc}",
            target,
            files,
            name,
            chosen.name if chosen else None,
            number,
        )

    @property
    def mlflow_uri(self) -> str:
        """The version as MLflow names it."""
        behind = f"@{self.alias}" if self.alias else f"/{self.number}"
        return f"models:/{self.model_name}{behind}"
