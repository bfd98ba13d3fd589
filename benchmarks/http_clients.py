"""Many clients of one HTTP server, each with a connection of its own, from one thread."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

Request = tuple[str, object]
"""Path and body of a POST request."""
_OK: Final = 200


@dataclass
class Answered:
    """Requests that several clients sent as fast as they were answered."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    """Seconds that each successful request took."""
    refusals: list[bytes] = field(default_factory=list)
    """Responses to the others."""

    @property
    def rate(self) -> float:
        """Successful requests per second."""
        return len(self.latencies) / self.seconds


class Client:
    """One connection that is kept. As little as possible of the processor is the client's."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._port = port
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def connect(self) -> None:
        """Open the connection. A server closes one that was idle for a few seconds."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def post(self, path: str, body: object) -> tuple[int, bytes]:
        """Status and content of the response."""
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self._head}"
        request = f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
        self._writer.write(request)
        head_read = await self._reader.readuntil(b"\r\n\r\n")
        status_line, *lines = head_read.lower().split(b"\r\n")
        headers = dict(line.split(b": ", 1) for line in lines if line)
        answer = await self._reader.readexactly(int(headers[b"content-length"]))
        return int(status_line.split()[1]), answer

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        await self._writer.wait_closed()


async def answered(
    clients: list[Client], requests_each: int, request: Callable[[int, int], Request]
) -> Answered:
    """What became of the requests of these clients, by number of the client and of the request."""
    result = Answered()

    async def send_all(number: int, client: Client) -> None:
        for turn in range(requests_each):
            path, body = request(number, turn)
            begin = perf_counter()
            status, answer = await client.post(path, body)
            if status == _OK:
                result.latencies.append(perf_counter() - begin)
            else:
                result.refusals.append(answer)

    await asyncio.gather(*(client.connect() for client in clients))
    begin = perf_counter()
    await asyncio.gather(*(send_all(*numbered) for numbered in enumerate(clients)))
    result.seconds = perf_counter() - begin
    await asyncio.gather(*(client.close() for client in clients))
    return result


def joined(results: list[Answered]) -> Answered:
    """All of them as one."""
    every = Answered()
    for one in results:
        every.seconds += one.seconds
        every.latencies += one.latencies
        every.refusals += one.refusals
    return every


def body_of(answer: tuple[int, bytes]) -> Any:
    """The JSON of a successful response."""
    status, content = answer
    if status >= 400:  # refused
        raise RuntimeError(f"{status}: {content[:500]!r}")
    return json.loads(content)
