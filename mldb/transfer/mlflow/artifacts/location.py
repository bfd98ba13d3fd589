"""Where MLflow's URIs of files lead to: a folder, or a prefix in an object store."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

STORES: Final = ("s3", "gs", "az", "abfs", "abfss")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
_PROXY: Final = "mlflow-artifacts"
_WITHOUT_ROOT: Final = (
    "MLflow's server keeps the files: name its folder or bucket by --artifact-root."
)
_OUTSIDE: Final = "Its path leads out of the folder of all files."
_OTHER_HOST: Final = "The files are on another machine."


class UnreadableError(Exception):
    """The files can't be read; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Location:
    """A folder on this machine, or a prefix in the object store with the URL `store`."""

    path: str
    store: str | None = None

    def __truediv__(self, more: str) -> "Location":
        """The location of this path below it."""
        return Location(f"{self.path.rstrip('/')}/{more}" if more else self.path, self.store)

    def below(self, other: "Location") -> str | None:
        """The path of this location below the other one, "" if it is the same; None if outside."""
        own, outer = self.path.rstrip("/"), other.path.rstrip("/")
        if self.store != other.store or not f"{own}/".startswith(f"{outer}/"):
            return None
        return own[len(outer) + 1 :]

    def ends_with(self, *names: str) -> bool:
        """Whether these are its last folders."""
        return tuple(self.path.rstrip("/").split("/"))[-len(names) :] == names


def located(uri: str, root: Location | None = None) -> Location:
    """The location of a URI or path; `root` is what `mlflow-artifacts:` stands for.

    Raises:
        UnreadableError: the URI names nothing that can be read from here.
    """
    found = _SCHEME.match(uri)
    scheme = found[0].lower() if found else ""
    if scheme == _PROXY:
        if root is None:
            raise UnreadableError(_WITHOUT_ROOT)
        return root / _inner(unquote(urlsplit(uri).path))
    if scheme in STORES:
        parts = urlsplit(uri)
        return Location(_inner(parts.path), f"{scheme}://{parts.netloc}")
    if scheme not in {"", "file"}:
        raise UnreadableError(f"Modelbook can't read files from {scheme}: URIs.")
    return Location(str(Path(_local(uri) if scheme else uri).absolute()))


def _local(uri: str) -> str:
    parts = urlsplit(uri)
    if parts.netloc not in {"", "localhost"}:
        raise UnreadableError(_OTHER_HOST)
    return unquote(parts.path)


def _inner(path: str) -> str:
    """The path without slashes around it, which must not lead outwards."""
    names = [name for name in path.split("/") if name not in {"", "."}]
    if ".." in names:
        raise UnreadableError(_OUTSIDE)
    return "/".join(names)
