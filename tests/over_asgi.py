"""Django's sync test client, answered as the site is served."""

from collections.abc import AsyncIterator, Iterator
from itertools import chain
from typing import Any

from asgiref.sync import async_to_sync
from django.test.client import AsyncClientHandler, ClientHandler


class OverASGI(ClientHandler):
    """Takes the client's WSGI environment and answers it under ASGI."""

    def __init__(self, enforce_csrf_checks: bool = True) -> None:  # noqa: FBT001, FBT002  # Django's
        super().__init__(enforce_csrf_checks)
        self._handler = AsyncClientHandler(enforce_csrf_checks)

    def __call__(self, environ: dict[str, Any]) -> Any:
        """The answer, of which a stream can be read without an event loop."""
        self._handler.enforce_csrf_checks = self.enforce_csrf_checks
        response: Any = async_to_sync(self._handler)(_scope(environ))
        response.wsgi_request = response.asgi_request
        if response.streaming and response.is_async:
            response.streaming_content = read(response.streaming_content)
        return response


def _scope(environ: dict[str, Any]) -> dict[str, Any]:
    headers = {
        name.removeprefix("HTTP_"): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}
    }
    return {
        "type": "http",
        "method": environ["REQUEST_METHOD"],
        "scheme": environ["wsgi.url_scheme"],
        "path": environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        "root_path": environ["SCRIPT_NAME"],
        "query_string": environ["QUERY_STRING"].encode("latin-1"),
        "headers": [
            (name.lower().replace("_", "-").encode(), value.encode("latin-1"))
            for name, value in headers.items()
        ],
        "client": (environ["REMOTE_ADDR"], 0),
        "server": (environ["SERVER_NAME"], environ["SERVER_PORT"]),
        "_body_file": environ["wsgi.input"],
    }


def read(chunks: AsyncIterator[bytes]) -> Iterator[bytes]:
    """The chunks, all read when the first is asked for: they don't outlive an event loop."""

    async def _all(source: AsyncIterator[bytes]) -> list[bytes]:
        return [chunk async for chunk in source]

    # No generator: Django would close it while it reads, at which CPython 3.11 crashes.
    return chain.from_iterable(map(async_to_sync(_all), [chunks]))
