"""The stream of changes for open pages."""

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_GET

from registry_app.accounts.requests import RegistryRequest
from registry_app.live.feed import check_model, check_run, run_state_events, state_events
from registry_app.serving.event_stream import event_response


@require_GET
async def live(request: RegistryRequest) -> StreamingHttpResponse:
    """Server-sent events with the state of the `model`, the `run` or everything when it changes."""
    run = request.GET.get("run")
    if run is not None:
        await check_run(run)
        return event_response(run_state_events(request, run))
    name = request.GET.get("model")
    if name is not None:
        await check_model(name)
    return event_response(state_events(request, name))
