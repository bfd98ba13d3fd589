"""The programs that an empty page of files shows to copy: they upload a file."""

from dataclasses import dataclass
from typing import Any, Self

from mldb.values.enums import OwnerKind
from registry_app.web.artifacts.owners import FilesOwner

_FILE = "model.safetensors"


@dataclass(frozen=True)
class UploadSnippet:
    """The values for programs that upload a file of this owner.

    Programs that use the API read the token from the environment variable MODELBOOK_TOKEN.
    """

    url: str
    actor: str
    files: FilesOwner
    file_name: str = _FILE

    @classmethod
    def of(cls, request: Any, files: FilesOwner) -> Self:
        """The values for whoever asks."""
        target = request.build_absolute_uri(files.download(_FILE))
        return cls(target, request.user.username, files)

    @property
    def owner_text(self) -> str:
        """The owner as a Python expression."""
        owner = self.files.owner
        if owner.kind is OwnerKind.VERSION:
            return f"Owner.version({owner.name!r}, {owner.number})"
        return f"Owner.{owner.kind}({owner.name!r})"
