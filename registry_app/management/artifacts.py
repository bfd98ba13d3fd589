"""What commands say about the bytes of files, which are not in the database."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mldb.config import ArtifactsConfig, database_config

RESTORED: Final = (
    "The bytes of files come back with the artifact store, not with this file. "
    "`manage.py verify` compares them with the registry."
)


def files_line() -> str:
    """Where the bytes of files are, and how to back them up."""
    url = ArtifactsConfig().location(database_config())
    parts = urlsplit(url)
    if parts.scheme != "file":
        return (
            f"The bytes of files are not in it. They are in {url}: back that bucket up by its own "
            "means, such as versioning or replication, after the database."
        )
    folder = Path(url2pathname(parts.path))
    if not folder.exists():
        return f"No files are stored yet; their bytes will be in {folder}, not in a back-up."
    return (
        f"The bytes of files are not in it. Copy {folder} too, now that the database is backed up: "
        "files in it never change, so that an incremental copy such as `rsync -a` is enough."
    )
