"""A proxy in front of a server that can fall silent: it accepts data and forwards nothing."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mldb.config import PostgresConfig


class Proxy:
    """Forwards everything until `silence` is called; connections of that time stay silent."""

    def __init__(self, server: PostgresConfig) -> None:
        self._server = server
        self._is_silent = False
        self._silenced: set[asyncio.StreamWriter] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    def silence(self) -> None:
        """From now on nothing comes through, on old connections and on new ones."""
        self._is_silent = True
        self._silenced |= self._writers

    def speak(self) -> None:
        """New connections come through again; the old ones stay as they are."""
        self._is_silent = False

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Until it is stopped."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        for writer in self._writers:
            writer.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(self._server.host, self._server.port)
        self._writers |= {writer, there[1]}
        if self._is_silent:
            self._silenced |= {writer, there[1]}
        with suppress(ConnectionError):
            await asyncio.gather(self._pass_on(reader, there[1]), self._pass_on(there[0], writer))

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if writer not in self._silenced:
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def proxy(server: PostgresConfig) -> Iterator[Proxy]:
    """One that runs in a thread."""
    proxy, ready = Proxy(server), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(proxy.serve(ready, stop)), daemon=True
    )
    thread.start()
    ready.wait()
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()
