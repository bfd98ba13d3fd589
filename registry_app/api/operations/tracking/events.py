"""Server-sent events of a run."""

from functools import partial
from typing import Any, Final

from django.http import StreamingHttpResponse

from mldb.schemas import MetricSeriesRead
from mldb.values.enums import Role
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.callers import Caller
from registry_app.accounts.identity import account_of_session, may_go_on
from registry_app.api.base.callers import look_up
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.group import Group
from registry_app.api.base.parameters import RunPath
from registry_app.api.operations.tracking.runs import RUN
from registry_app.api.schemas.tracking.events import RunEvent
from registry_app.core.registry import AsyncRegistry
from registry_app.core.shared_queries import SharedQueries
from registry_app.serving.event_stream import AT_ONCE, MEDIA_TYPE, event_response, event_stream

group = Group("Events", "Changes of a run, as they happen.")

_EXAMPLE: Final = (
    'data: {"metrics":[{"name":"val/loss","count":2,"nan_count":0,'
    '"first":{"step":1,"time_ms":1772366400000,"value":0.5},'
    '"last":{"step":2,"time_ms":1772366401000,"value":0.31},'
    '"min":{"step":2,"time_ms":1772366401000,"value":0.31},'
    '"max":{"step":1,"time_ms":1772366400000,"value":0.5}}]}\n\n'
)
_states = SharedQueries[str](AT_ONCE)
_contents = SharedQueries[dict[str, Any]](AT_ONCE)


@group.get(
    f"{RUN}/events",
    role=Role.VIEWER,
    response={200: None},
    texts={MEDIA_TYPE: ("Server-sent events.", _EXAMPLE)},
)
async def get_run_events(request: APIRequest, public_id: RunPath) -> StreamingHttpResponse:
    """Follow a run: the first event has everything, each further one what has changed.

    `data` of an event is an object with `metrics` that have new points, with their statistics, and
    of `run`, `params`, `tags` and `cut` with those that have changed.
    There is at most one event a second. The response ends after some minutes: connect again, as
    `EventSource` of a browser does by itself.
    """
    feed = RunFeed(public_id)
    await feed.check()
    return event_response(event_stream(feed.next_event, partial(_may_go_on, request)))


class RunFeed:
    """What one client has not yet heard of a run."""

    def __init__(self, public_id: str) -> None:
        self._public_id = public_id
        self._state = ""
        self._sent: dict[str, Any] = {}
        self._counts: dict[str, int] = {}

    async def check(self) -> None:
        """Refuse a run that doesn't exist.

        Raises:
            NotFoundError: it doesn't exist, or it or its experiment is in the trash.
        """
        await self._current_state()

    async def next_event(self) -> bytes | None:
        """What has changed since the last event, as a server-sent event; None: nothing has."""
        state = await self._current_state()
        if state == self._state:
            return None
        content = await _contents.shared((self._public_id, state), self._content)
        changed = {name: part for name, part in content.items() if part != self._sent.get(name)}
        counts = {name: series.count for name, series in content["metrics"].items()}
        changed["metrics"] = [
            content["metrics"][name]
            for name, count in counts.items()
            if count != self._counts.get(name)
        ]
        self._state, self._sent, self._counts = state, content, counts
        event = RunEvent.model_construct(**changed)
        return f"data: {event.model_dump_json(exclude_unset=True)}\n\n".encode()

    async def _current_state(self) -> str:
        query = partial(AsyncRegistry().run_reader.state, self._public_id)
        return await _states.shared((self._public_id,), query)

    async def _content(self) -> dict[str, Any]:
        detail = await AsyncRegistry().run_reader.detail(self._public_id)
        return {
            "run": detail.run,
            "params": detail.params,
            "tags": detail.tags,
            "cut": [name for name in detail.cut if name in {"params", "tags"}],
            "metrics": await self._metrics(),
        }

    async def _metrics(self) -> dict[str, MetricSeriesRead]:
        metrics: dict[str, MetricSeriesRead] = {}
        after = ""
        while True:
            page = await AsyncRegistry().histories.series_of(self._public_id, after=after)
            metrics |= {series.name: series for series in page}
            if len(page) < PAGE_SIZE_LIMIT:
                return metrics
            after = page[-1].name


async def _may_go_on(request: APIRequest) -> bool:
    """Whether the caller could still begin the stream."""
    header = request.headers.get("Authorization")
    if header is not None:
        return isinstance(await look_up(header.encode("latin-1")), Caller)
    return may_go_on(request.session, await account_of_session(request.session.session_key or ""))
