"""What open pages listen to."""

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from registry_app.accounts.requests import RegistryRequest
from registry_app.live.feed import RETRY, check_model, told_state, told_states

_TYPE = "text/event-stream; charset=utf-8"
# Otherwise nginx would collect events until it has enough of them.
_HEADERS = {"X-Accel-Buffering": "no"}


@require_GET
async def live(request: RegistryRequest) -> HttpResponseBase:
    """Server-sent events with the state of everything, or of the `model`, whenever it changes.

    Under WSGI, where it would occupy a thread, only with the state now: browsers ask again.
    """
    name = request.GET.get("model")
    if name is not None:
        await check_model(name)
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(
            told_states(request, name), content_type=_TYPE, headers=_HEADERS
        )
    return HttpResponse(RETRY + await told_state(name), content_type=_TYPE, headers=_HEADERS)
