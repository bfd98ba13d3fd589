"""Static files."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import FileResponse, HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from registry_app.core.streams import sent_to


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """WhiteNoise, which under ASGI takes files, and nothing else, to another thread.

    It sends them piece by piece there too.
    """

    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        self._is_async = iscoroutinefunction(get_response)
        if self._is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """The file of this address, or else what the site answers."""
        if self._is_async:
            return self._answer(request)
        return self._file(request) or self.get_response(request)

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
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
        """The file, as the server takes it."""
        response: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        response.streaming_content = sent_to(request, iter(response))
        return response
