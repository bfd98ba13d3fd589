"""Static files."""

from typing import Any

from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware

from registry_app.streams import sent_to


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """WhiteNoise, sending its files piece by piece under ASGI too."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> FileResponse:
        """The file, as the server takes it."""
        response: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        response.streaming_content = sent_to(request, iter(response))
        return response
