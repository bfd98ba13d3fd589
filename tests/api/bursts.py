"""Many requests at once, of which some are cut off at every stage."""

import asyncio
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

import httpx

AT_ONCE: Final = 20
KINDS: Final = 9
_BODY: Final = b'{"source": "s3://b/1"}'


async def burst(address: str, secret: str, rounds: int) -> None:
    """Send so many rounds of every kind of request, up to 20 at a time."""
    turns = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(
        base_url=f"{address}/api/v1",
        headers={"Authorization": f"Bearer {secret}"},
        timeout=300,
    ) as client:

        async def one(kind: int) -> None:
            async with turns:
                # Being hung up on is what these are for.
                with suppress(httpx.TransportError, ConnectionError):
                    await _send(kind, client, address, secret)

        await asyncio.gather(*(one(kind) for _ in range(rounds) for kind in range(KINDS)))


async def _send(kind: int, client: httpx.AsyncClient, address: str, secret: str) -> None:
    head = f"Host: localhost\r\nAuthorization: Bearer {secret}\r\n"
    post = f"POST /api/v1/models/model%200000/versions HTTP/1.1\r\n{head}"
    listing = f"GET /api/v1/models HTTP/1.1\r\n{head}Accept: application/x-ndjson\r\n\r\n"
    announced = f"{post}Content-Length: {len(_BODY)}\r\n\r\n".encode()
    match kind:
        case 0:
            await client.get("/models/model 0000")
        case 1:
            await client.get("/models?limit=10")
        case 2:
            await client.post("/models/model 0000/versions", content=_BODY)
        case 3:
            await client.get("/models?q=model", headers={"Accept": "application/x-ndjson"})
        case 4:
            await client.get(f"{address}/login")
        case 5:  # no whole head
            await _cut_off(address, post.encode())
        case 6:  # half a body
            await _cut_off(address, announced + _BODY[:9])
        case 7:  # away before the answer
            await _cut_off(address, announced + _BODY)
        case _:  # away in the middle of the answer
            await _cut_off(address, listing.encode(), 5_000)


async def _cut_off(address: str, sent: bytes, received: int = 0) -> None:
    """Send this, read so much, and hang up at once."""
    place = urlsplit(address)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(sent)
        await writer.drain()
        if received:
            await reader.readexactly(received)
        else:
            await asyncio.sleep(0.005)
    finally:
        writer.transport.abort()
