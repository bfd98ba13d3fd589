"""The stream of changes for open pages."""

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_GET

from registry_app.accounts.requests import RegistryRequest
from registry_app.live.feed import check_model, state_events

_TYPE = "text/event-stream; charset=utf-8"
# Otherwise nginx would collect events until it has enough of them.
_HEADERS = {"X-Accel-Buffering": "no"}


@require_GET
async def live(request: RegistryRequest) -> StreamingHttpResponse:
    """Server-sent events with the state of everything, or of the `model`, whenever it changes."""
    name = request.GET.get("model")
    if name is not None:
        await check_model(name)
    return StreamingHttpResponse(state_events(request, name), content_type=_TYPE, headers=_HEADERS)
