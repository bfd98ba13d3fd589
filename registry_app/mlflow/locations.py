"""Locations of artifacts, as clients build their URLs of them."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from mldb.schemas import LoggedModelRead, MLRunRead, Owner
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.errors import ProtocolError

SCHEME: Final = "mlflow-artifacts:/"
_LOCATION: Final = re.compile(
    r"[0-9]+/(?P<run>[0-9a-f]{32})/artifacts(?:/(?P<of_run>.*))?"
    r"|[0-9]+/models/(?P<model>m-[0-9a-f]{32})/artifacts(?:/(?P<of_model>.*))?"
    r"|versions/(?P<version>[0-9]{1,18})(?:/(?P<of_version>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Location:
    """A file or directory of an owner."""

    owner: Owner
    path: str


def run_root(row: MLRunRead) -> str:
    """Where the files of a run are."""
    return f"{SCHEME}{row.experiment_id}/{row.public_id}/artifacts"


def logged_model_root(row: LoggedModelRead) -> str:
    """Where the files of a logged model are."""
    return f"{SCHEME}{row.experiment_id}/models/{row.public_id}/artifacts"


def version_root(version_id: int) -> str:
    """Where the files of a version are."""
    return f"{SCHEME}versions/{version_id}"


def check_path(path: str) -> str:
    """A path that leads nowhere else, also if somebody decodes it once more; without `.` segments.

    Raises:
        ProtocolError: it does.
    """
    decoded = unquote(path).replace("\\", "/")
    if ".." in decoded.split("/") or decoded.startswith("//"):
        # MLflow's own tests want these words alone.
        raise ProtocolError.invalid("Invalid path")
    return "/".join(part for part in path.split("/") if part not in {"", "."})


async def location_of(registry: AsyncRegistry, path: str) -> Location:
    """The owner and the path of its file or directory that a path of the store means.

    Raises:
        ProtocolError: it is the path of nothing here.
        NotFoundError: there is no such version.
    """
    match = _LOCATION.fullmatch(check_path(path))
    if match is None:
        raise ProtocolError.invalid(
            f"Invalid path: {path[:200]}. Files belong to a run, a logged model or a version."
        )
    if match["run"]:
        return Location(Owner.run(match["run"]), match["of_run"] or "")
    if match["model"]:
        return Location(Owner.logged_model(match["model"]), match["of_model"] or "")
    row = await registry.versions.get(int(match["version"]))
    return Location(Owner.version(row.model_name, row.number), match["of_version"] or "")
