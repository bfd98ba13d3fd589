"""What some WSGI servers know and Django doesn't ask them."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.conf import settings

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class WholeBodies:
    """A WSGI application that tells Django the length of bodies that come in chunks.

    Django reads as much as `Content-Length` says, and nothing without it: what a program sends in
    chunks would be lost. Only servers that find the end of a body say `wsgi.input_terminated`.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request; one byte too many of the body is enough for Django to refuse it."""
        is_chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        if is_chunked and environ.get("wsgi.input_terminated"):
            body = environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
            environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return self._application(environ, start_response)
