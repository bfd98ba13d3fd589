"""Whose files a page shows: a run, a logged model or a version, with the URLs of its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self

from mldb.schemas import LoggedModelRead, MLModelVersionRead, MLRunRead, Owner
from mldb.values.enums import OwnerKind, VersionStatus
from registry_app.web.presentation.links import query_of, url

_WORDS: Final = {
    OwnerKind.RUN: "run",
    OwnerKind.LOGGED_MODEL: "logged model",
    OwnerKind.VERSION: "version",
}
Row = MLRunRead | LoggedModelRead | MLModelVersionRead


@dataclass(frozen=True)
class FilesOwner:
    """The owner of files, as pages show it; `row` is what the registry knows of it."""

    owner: Owner
    row: Any

    @classmethod
    def of(cls, row: Row) -> Self:
        """The owner that this row is."""
        if isinstance(row, MLRunRead):
            return cls(Owner.run(row.public_id), row)
        if isinstance(row, LoggedModelRead):
            return cls(Owner.logged_model(row.public_id), row)
        return cls(Owner.version(row.model_name, row.number), row)

    @property
    def word(self) -> str:
        """What it is called."""
        return _WORDS[self.owner.kind]

    @property
    def title(self) -> str:
        """Its name, of a version with the number."""
        return self.owner.label if self.owner.kind is OwnerKind.VERSION else str(self.row.name)

    @property
    def locked(self) -> str | None:
        """Why its files can't be changed any more; None if they can."""
        if self.owner.kind is OwnerKind.RUN or self.row.status is VersionStatus.PENDING:
            return None
        return f"The files of a {self.word} never change once it is {self.row.status}."

    @property
    def refers_here(self) -> bool:
        """Whether the source of a version is a run or a model of a registry."""
        return str(self.row.source).startswith(("runs:", "models:"))

    @property
    def asks_reason(self) -> bool:
        """Whether the history records a change of its files."""
        return self.owner.kind is OwnerKind.VERSION or (
            self.owner.kind is OwnerKind.RUN and self.row.status.is_ended
        )

    def page(self, name: str, path: str = "", **more: Any) -> str:
        """The URL of one of its pages of files; the path is a query parameter, as it is free."""
        kind = self.owner.kind.replace("_", "-")
        return url(f"registry:{kind}-{name}", *self._key) + _query({"path": path} | more)

    @property
    def home(self) -> str:
        """The URL of its own page."""
        return url(f"registry:{self.owner.kind.replace('_', '-')}-detail", *self._key)

    def download(self, path: str) -> str:
        """The URL of a file's bytes."""
        return url(f"api:get_{self.owner.kind}_artifact", *self._key, path)

    def archive(self, directory: str = "") -> str:
        """The URL of all files below a directory as a zip archive."""
        archive = url(f"api:get_{self.owner.kind}_artifacts_zip", *self._key)
        return f"{archive}{_query({'path': directory})}"

    def uri(self, path: str) -> str:
        """How programs name a file or directory: `runs:/…` or `models:/…`."""
        return f"{self.owner.uri}/{path}" if path else self.owner.uri

    @property
    def _key(self) -> tuple[Any, ...]:
        name, number = self.owner.name, self.owner.number
        return (name,) if number is None else (name, number)


def _query(parameters: dict[str, Any]) -> str:
    query = query_of(parameters)
    return "" if query == "?" else query


def run_row(registry: Any, public_id: str) -> Any:
    """The run with this public id, from the registry of either colour."""
    return registry.runs.get_by_public_id(public_id)


def logged_model_row(registry: Any, public_id: str) -> Any:
    """The logged model with this public id, from the registry of either colour."""
    return registry.logged_models.get_by_public_id(public_id)


def version_row(registry: Any, name: str, number: int) -> Any:
    """The version with this number, from the registry of either colour."""
    return registry.versions.get_by_number(name, number)


RowOf = Callable[..., Any]
OWNERS: Final[dict[OwnerKind, RowOf]] = {
    OwnerKind.RUN: run_row,
    OwnerKind.LOGGED_MODEL: logged_model_row,
    OwnerKind.VERSION: version_row,
}
"""How the row of each type of owner is found by the parameters of its URL."""
