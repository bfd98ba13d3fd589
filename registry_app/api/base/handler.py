"""Django's handler for requests to the API, which need no thread and whose body is read."""

import io
from typing import Any

from django.core import signals
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.urls import set_script_prefix

from registry_app.api.base.lines import LINES


class APIHandler(ASGIHandler):
    """Handles a request in the task in which it is called.

    Django's own handler has a second task that waits until the client goes away, and closes every
    response in a thread; both together cost as much as reading a model. Only long responses need
    the first.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request, whose body comes in one piece."""
        if any(name == b"accept" and LINES.encode() in value for name, value in scope["headers"]):
            await super().__call__(scope, receive, send)
            return
        body = await receive()
        set_script_prefix(get_script_prefix(scope))
        await signals.request_started.asend(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, io.BytesIO(body["body"]))
        response: Any = await self.run_get_response(request) if request is not None else refusal
        await self.send_response(response, send)
        response.close()
