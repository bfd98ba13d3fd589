"""The site behind uvicorn in this process, and connections to it byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from tools.live_site import free_port

PATIENCE_SECONDS = 120


class Raw:
    """A connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *parts: bytes) -> bool:
        """Whether all could be sent before the server hung up."""
        try:
            for part in parts:
                self.writer.write(part)
                await self.writer.drain()
        except ConnectionError:
            return False
        return True

    async def head(self) -> str:
        """Status line and headers of the next response; empty if the server hung up instead."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                return (await self.reader.readuntil(b"\r\n\r\n")).decode()
            except (asyncio.IncompleteReadError, ConnectionError):
                return ""

    async def rest(self) -> bytes:
        """All that comes until the server hangs up."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""


class Site:
    """A server that runs, and its connections."""

    def __init__(self, port: int, server: uvicorn.Server) -> None:
        self.port = port
        self.server = server
        self._open: list[Raw] = []

    async def connect(self) -> Raw:
        """A new connection."""
        raw = Raw(*await asyncio.open_connection("127.0.0.1", self.port))
        self._open.append(raw)
        return raw

    async def get(self, path: str) -> str:
        """Head of the response to a common request on a connection of its own."""
        raw = await self.connect()
        await raw.send(request(f"GET {path}", "Connection: close"))
        return await raw.head()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_so():  # noqa: ASYNC110  # nothing tells of it
                await asyncio.sleep(0.01)

    def close(self) -> None:
        """Hang up everywhere."""
        for raw in self._open:
            raw.writer.close()


def request(line: str, *headers: str) -> bytes:
    """First line and headers."""
    return "\r\n".join([f"{line} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


@asynccontextmanager
async def site(application: Any, http: str = "auto") -> AsyncIterator[Site]:
    """This application, served."""
    port = free_port()
    config = uvicorn.Config(application, port=port, log_level="error", http=http)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    running = Site(port, server)
    await running.until(lambda: server.started or serving.done())
    try:
        yield running
    finally:
        running.close()
        server.should_exit = True
        await serving
