"""Pictures that a card names by their paths, and that belong to the version's files."""

import re
from typing import Final

from mldb.errors import NotFoundError
from mldb.schemas import ArtifactRead, MLModelVersionRead
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.core.registry import Registry
from registry_app.web.artifacts.owners import FilesOwner
from registry_app.web.artifacts.previews.choice import IMAGE_BYTES, IMAGES
from registry_app.web.cards.links import relative_path

PICTURES_SHOWN: Final = 20
_NAMED: Final = re.compile(
    r"""[(\s"'<=]([^()\s"'<>=]{1,1000}\.(?:png|jpe?g|gif|webp))(?=[)\s"'>#?])""", re.IGNORECASE
)


def named_pictures(card: str) -> list[str]:
    """Paths beside the card of what it may show as pictures, in the order of the card."""
    paths = (relative_path(found) for found in _NAMED.findall(card))
    return list(dict.fromkeys(path for path in paths if path))[:PICTURES_SHOWN]


def pictures_of(
    registry: Registry, card: str, version: MLModelVersionRead
) -> tuple[tuple[str, str], ...]:
    """Path and URL of the pictures that a card names and the version holds."""
    paths = named_pictures(card)
    if not paths:
        return ()
    files = FilesOwner.of(version)
    found = _files(registry, files, paths)
    return tuple(
        (path, files.download(path)) for path in paths if path in found and _is_picture(found[path])
    )


def _files(registry: Registry, files: FilesOwner, paths: list[str]) -> dict[str, ArtifactRead]:
    page = registry.artifacts.list_files(files.owner, limit=PAGE_SIZE_LIMIT)
    found = {one.path: one for one in page.rows}
    if page.next_cursor is None:
        return found
    for path in paths:
        if path not in found:
            try:
                found[path] = registry.artifacts.get(files.owner, path)
            except NotFoundError:
                continue
    return found


def _is_picture(artifact: ArtifactRead) -> bool:
    return artifact.media_type in IMAGES and artifact.size_bytes <= IMAGE_BYTES
