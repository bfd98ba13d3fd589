"""Many requests at once, of which some are cut off at every stage."""

import asyncio
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

import httpx

AT_ONCE: Final = 20
TYPES: Final = 9
_BODY: Final = b'{"source": "s3://b/1"}'


async def burst(url: str, secret: str, rounds: int) -> None:
    """Send so many rounds of every type of request, up to 20 at a time."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(
        base_url=f"{url}/api/v1",
        headers={"Authorization": f"Bearer {secret}"},
        timeout=300,
    ) as client:

        async def one(number: int) -> None:
            async with turns:
                # These requests are made to be cut off.
                with suppress(httpx.TransportError, ConnectionError):
                    await _send(number, client, url, secret)

        await asyncio.gather(*(one(number) for _ in range(rounds) for number in range(TYPES)))


async def _send(number: int, client: httpx.AsyncClient, url: str, secret: str) -> None:
    head = f"Host: localhost\r\nAuthorization: Bearer {secret}\r\n"
    post = f"POST /api/v1/models/model%200000/versions HTTP/1.1\r\n{head}"
    listing = f"GET /api/v1/models HTTP/1.1\r\n{head}Accept: application/x-ndjson\r\n\r\n"
    announced = f"{post}Content-Length: {len(_BODY)}\r\n\r\n".encode()
    match number:
        case 0:
            await client.get("/models/model 0000")
        case 1:
            await client.get("/models?limit=10")
        case 2:
            await client.post("/models/model 0000/versions", content=_BODY)
        case 3:
            await client.get("/models?q=model", headers={"Accept": "application/x-ndjson"})
        case 4:
            await client.get(f"{url}/login")
        case 5:  # no whole head
            await _cut_off(url, post.encode())
        case 6:  # half a body
            await _cut_off(url, announced + _BODY[:9])
        case 7:  # away before the response
            await _cut_off(url, announced + _BODY)
        case _:  # away in the middle of the response
            await _cut_off(url, listing.encode(), 5_000)


async def _cut_off(url: str, sent: bytes, received: int = 0) -> None:
    """Send this, read so much, and hang up at once."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(sent)
        await writer.drain()
        if received:
            await reader.readexactly(received)
        else:
            await asyncio.sleep(0.005)
    finally:
        writer.transport.abort()
