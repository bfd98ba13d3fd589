"""Django's handler for requests to the API, which need no thread and whose body is read."""

import asyncio
import io
from typing import Any

from django.core import signals
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.urls import set_script_prefix


class APIHandler(ASGIHandler):
    """Handles a request in the task in which it is called.

    Django's own handler has a second task that waits until the client goes away, and closes every
    response in a thread; both together cost as much as reading a model. Only responses that are
    made while they are sent need the first.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle one request, whose body comes in one piece."""
        body = await receive()
        set_script_prefix(get_script_prefix(scope))
        await signals.request_started.asend(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, io.BytesIO(body["body"]))
        response: Any = await self.run_get_response(request) if request is not None else refusal
        try:
            if response.streaming:
                await self._send_while_heard(response, receive, send)
            else:
                await self.send_response(response, send)
        finally:
            response.close()

    async def _send_while_heard(self, response: Any, receive: Any, send: Any) -> None:
        """Send the response until it ends or the client goes away."""
        sending = asyncio.create_task(self.send_response(response, send))
        leaving = asyncio.create_task(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait([sending, leaving], return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            ended, _ = await asyncio.gather(sending, leaving, return_exceptions=True)
        # A cancelled one was cut off on purpose.
        if isinstance(ended, Exception):
            raise ended
