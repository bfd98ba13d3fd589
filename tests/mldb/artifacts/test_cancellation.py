"""What is cancelled while it uses the artifact store leaves no file open and none behind."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from mldb.artifacts.local import LocalBackend, LocalSink, LocalSource
from mldb.async_db.artifact_store import ArtifactStore
from mldb.config import ArtifactsConfig

KEY = "contents/a"


@pytest.fixture
def store(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(ArtifactsConfig(), (tmp_path / "store").as_uri())


class Held:
    """A function of the back end that waits; notes what it returned."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._called = Event()
        self._released = Event()
        self.results: list[Any] = []

    def call(self, *arguments: Any) -> Any:
        self._called.set()
        assert self._released.wait(60)
        self.results.append(self._function(*arguments))
        return self.results[-1]

    async def cancelled(self, work: Awaitable[Any]) -> None:
        """Cancel the work while it waits for the function."""
        task = asyncio.ensure_future(work)
        assert await asyncio.to_thread(self._called.wait, 60)
        task.cancel()
        await asyncio.sleep(0)
        self._released.set()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_file_that_was_being_opened_is_closed(
    store: ArtifactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.put_many([(KEY, b"content")])
    held = Held(store.backend.open)
    monkeypatch.setattr(LocalBackend, "open", lambda _, *arguments: held.call(*arguments))
    await held.cancelled(anext(store.read(KEY)))

    (source,) = held.results
    assert isinstance(source, LocalSource)
    with pytest.raises(ValueError, match="closed file"):
        source.read()


async def test_a_file_that_was_being_created_is_removed(
    store: ArtifactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(store.backend.create)
    monkeypatch.setattr(LocalBackend, "create", lambda _, *arguments: held.call(*arguments))
    await held.cancelled(store.writer(KEY))

    (sink,) = held.results
    assert isinstance(sink, LocalSink)
    with pytest.raises(ValueError, match="closed"):
        sink.write(b"more")
    assert [one async for page in store.below("") for one in page] == []
