"""Static files."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import markcoroutinefunction, sync_to_async
from django.http import FileResponse, HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from registry_app.core.streams import in_threads


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """WhiteNoise, which takes files, and nothing else, to other threads, piece by piece."""

    sync_capable = False
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The file of this URL, or else the site's response."""
        response = None
        if request.path_info.startswith(self.static_prefix):
            response = await sync_to_async(self._file)(request)
        return response or await self.get_response(request)

    def _file(self, request: HttpRequest) -> FileResponse | None:
        path = request.path_info
        found = self.find_file(path) if self.autorefresh else self.files.get(path)
        return None if found is None else self.serve(found, request)

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> FileResponse:
        """The file, sent as it is read."""
        response: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        response.streaming_content = in_threads(iter(response))
        return response
