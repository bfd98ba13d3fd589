"""What files belong to: the URL of each type of owner, and its path parameters."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from ninja import Path
from pydantic import BaseModel

from mldb.schemas import Owner
from registry_app.api.base.parameters import (
    IdOfLoggedModel,
    IdOfRun,
    NameOfModel,
    NumberOfVersion,
)
from registry_app.api.operations.tracking.logged_models import LOGGED_MODEL
from registry_app.api.operations.tracking.runs import RUN
from registry_app.api.operations.versions import VERSION

View = Callable[..., Any]
# A type that depends on the owner, which mypy can't follow.
_path: Any = Path


class OwnerOfFiles(BaseModel, ABC):
    """Path parameters that select a run, a logged model or a version."""

    @property
    @abstractmethod
    def owner(self) -> Owner:
        """The selected owner."""


class RunOfFiles(OwnerOfFiles):
    """Path parameters that select a run."""

    public_id: IdOfRun

    @property
    def owner(self) -> Owner:
        """The selected owner."""
        return Owner.run(self.public_id)


class LoggedModelOfFiles(OwnerOfFiles):
    """Path parameters that select a logged model."""

    public_id: IdOfLoggedModel

    @property
    def owner(self) -> Owner:
        """The selected owner."""
        return Owner.logged_model(self.public_id)


class VersionOfFiles(OwnerOfFiles):
    """Path parameters that select a version."""

    name: NameOfModel
    number: NumberOfVersion

    @property
    def owner(self) -> Owner:
        """The selected owner."""
        return Owner.version(self.name, self.number)


@dataclass(frozen=True)
class OwnerType:
    """A type of owner: its name in names of operations, and its URL."""

    name: str
    path: str
    parameters: type[OwnerOfFiles]

    @property
    def words(self) -> str:
        """The name in a sentence."""
        return f"a {self.name.replace('_', ' ')}"

    def typed(self, view: View) -> View:
        """The view with the annotation of its `owner` that ninja reads."""
        view.__annotations__["owner"] = _path[self.parameters]
        return view

    def url_of_file(self, owner: OwnerOfFiles, path: str) -> str:
        """URL of a file."""
        return reverse(f"api:get_{self.name}_artifact", kwargs={**owner.model_dump(), "path": path})


OWNER_TYPES: Final = (
    OwnerType("run", RUN, RunOfFiles),
    OwnerType("logged_model", LOGGED_MODEL, LoggedModelOfFiles),
    OwnerType("version", VERSION, VersionOfFiles),
)
