"""Media types of files, by their names."""

from pathlib import PurePosixPath
from typing import Final

UNKNOWN: Final = "application/octet-stream"

# A list of our own: what `mimetypes` says depends on the machine.
_BY_SUFFIX: Final = {
    ".bmp": "image/bmp",
    ".cfg": "text/plain",
    ".css": "text/css",
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".htm": "text/html",
    ".html": "text/html",
    ".ini": "text/plain",
    ".ipynb": "application/x-ipynb+json",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".mp4": "video/mp4",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".tar": "application/x-tar",
    ".toml": "application/toml",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".wav": "audio/wav",
    ".webp": "image/webp",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}
# Files of MLflow without a suffix.
_BY_NAME: Final = {"MLmodel": "application/yaml"}


def media_type_of(path: str) -> str:
    """Media type of the file at this path."""
    file = PurePosixPath(path)
    return _BY_NAME.get(file.name) or _BY_SUFFIX.get(file.suffix.lower(), UNKNOWN)
