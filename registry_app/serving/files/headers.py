"""Headers of responses with a file's bytes."""

from typing import Final

from mldb.schemas import ArtifactRead
from registry_app.serving.files.digest_headers import digest_header
from registry_app.serving.files.names import attachment

SAFE: Final = {
    # Opened in a browser, a file can neither run scripts nor be taken for a page of the site.
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def etag_of_file(sha256: str) -> str:
    """The ETag: the same bytes have the same one, whatever their path."""
    return f'"{sha256}"'


def file_headers(artifact: ArtifactRead) -> dict[str, str]:
    """Headers of a response with all of the file or a part of it."""
    return SAFE | {
        "Content-Disposition": attachment(artifact.path.rpartition("/")[2]),
        "ETag": etag_of_file(artifact.sha256),
        "Repr-Digest": digest_header(artifact.sha256),
        "Accept-Ranges": "bytes",
    }
