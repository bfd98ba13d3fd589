"""A directory of files as a page shows it."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from mldb.errors import NotFoundError, StorageError
from mldb.schemas import ArtifactRead, DirectoryEntry
from registry_app.core.registry import Registry
from registry_app.core.unavailable import public_sentence
from registry_app.web.artifacts.facts import Facts, facts_of
from registry_app.web.artifacts.owners import FilesOwner
from registry_app.web.artifacts.snippet import FilesSnippet

ENTRIES_SHOWN: Final = 100
_MODEL_FILE: Final = "MLmodel"


@dataclass(frozen=True)
class Crumb:
    """A directory on the way to where a page is."""

    name: str
    path: str


def crumbs_of(path: str) -> list[Crumb]:
    """The directories of a path, from the outermost one, with the last part."""
    names = path.split("/") if path else []
    return [Crumb(name, "/".join(names[: index + 1])) for index, name in enumerate(names)]


def directory_context(
    request: HttpRequest, registry: Registry, files: FilesOwner, directory: str
) -> dict[str, Any]:
    """The entries of a directory, and the facts of the model that MLflow saved in it.

    Raises:
        NotFoundError: there is no such directory.
    """
    context = files_context(request, registry, files, ENTRIES_SHOWN, directory)
    if directory and not context["entries"] and context["cursor"] is None:
        raise NotFoundError("directory", directory, f"of the {files.word} {files.title}")
    return context | {"facts": _model_facts(registry, files, context["entries"])}


def files_context(
    request: HttpRequest,
    registry: Registry,
    files: FilesOwner,
    limit: int,
    directory: str = "",
) -> dict[str, Any]:
    """A page of the entries of a directory, and the space of all files of the owner."""
    cursor = request.GET.get("cursor") or None
    page = registry.artifacts.list_directory(files.owner, directory, cursor=cursor, limit=limit)
    return {
        "files": files,
        "directory": directory,
        "crumbs": crumbs_of(directory),
        "entries": page.rows,
        "next_cursor": page.next_cursor,
        "cursor": cursor,
        "asks_reason": files.asks_reason,
        "space": registry.artifacts.space_of(files.owner),
        "snippet": FilesSnippet.of(request, files),
    }


def _model_facts(
    registry: Registry, files: FilesOwner, entries: Any
) -> tuple[ArtifactRead, Facts] | None:
    """The file `MLmodel` among the entries, and its facts."""
    found: list[DirectoryEntry] = [one for one in entries if one.name == _MODEL_FILE]
    if not found or found[0].artifact is None:
        return None
    try:
        facts = facts_of(registry, files.owner, found[0].artifact)
    except StorageError as error:
        # The page of the file says so, too.
        facts = Facts("mlmodel", problem=public_sentence(error))
    return None if facts is None else (found[0].artifact, facts)
