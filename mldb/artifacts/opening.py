"""Opens the artifact store of a URL."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mldb.artifacts.backend import Backend
from mldb.artifacts.local import LocalBackend


def open_backend(url: str) -> Backend:
    """The back end for a URL, as `ArtifactsConfig.location` gives it.

    Raises:
        StorageError: the URL lacks something, such as the name of an account.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalBackend(Path(url2pathname(parts.path)))
    # The library that talks to buckets is imported only where there is one.
    from mldb.artifacts.objects import ObjectBackend  # noqa: PLC0415

    return ObjectBackend(url)
