"""The values of programs to copy that upload or fetch files."""

from dataclasses import dataclass
from typing import Any, Self

from mldb.values.enums import OwnerKind
from registry_app.web.artifacts.owners import FilesOwner
from registry_app.web.presentation.links import url

_FILE = "model.safetensors"


@dataclass(frozen=True)
class FilesSnippet:
    """The values for programs that upload or fetch files of this owner.

    Programs that use the API read the token from the environment variable MODELBOOK_TOKEN.
    """

    url: str
    actor: str
    files: FilesOwner
    site: str
    """URL of the whole site, to which MLflow's clients point."""
    file_name: str = _FILE

    @classmethod
    def of(cls, request: Any, files: FilesOwner) -> Self:
        """The values for whoever asks."""
        target = request.build_absolute_uri(files.download(_FILE))
        site = request.build_absolute_uri(url("registry:start")).rstrip("/")
        return cls(target, request.user.username, files, site)

    @property
    def owner_text(self) -> str:
        """The owner as a Python expression."""
        owner = self.files.owner
        if owner.kind is OwnerKind.VERSION:
            return f"Owner.version({owner.name!r}, {owner.number})"
        return f"Owner.{owner.kind}({owner.name!r})"

    @property
    def uri(self) -> str:
        """The owner as MLflow's clients name it."""
        return self.files.owner.uri

    @property
    def is_model(self) -> bool:
        """Whether MLflow may load a model from it, if its files are one."""
        return self.files.owner.kind is not OwnerKind.RUN
