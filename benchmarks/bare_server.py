"""An ASGI application that only moves bytes: what a client and the server cost without ours."""

from typing import Any, Final

_BLOCK: Final = bytes(2**20)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Discard a body; send as many mebibytes as the last segment of the path says, or `{}`."""
    if scope["type"] == "lifespan":
        for event in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{event}.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    blocks = scope["path"].rpartition("/")[2]
    count = int(blocks) if scope["method"] == "GET" and blocks.isdecimal() else 0
    length = count * len(_BLOCK) or 2
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for _ in range(count):
        await send({"type": "http.response.body", "body": _BLOCK, "more_body": True})
    await send({"type": "http.response.body", "body": b"" if count else b"{}"})
