"""A program that uploads files again and again until it is killed.

It says before and after each upload which file it was, one JSON object a line.
"""

import hashlib
import http.client
import json
import random
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

LARGEST: Final = 4 * 2**20
_BLOCK: Final = 65_536
_PATHS: Final = 4
_CHANCE: Final = random.Random()  # noqa: S311  # no secret
_SHARED: Final = 5
"""Contents that all clients send, so that several send the same one at once."""


def main() -> None:
    """Upload to the run at this URL, below this directory, with this token."""
    port, url, directory, token = sys.argv[1:]
    for number in range(1_000_000):
        content = _content()
        path = f"{directory}/{number % _PATHS}"
        upload = {"path": path, "sha256": hashlib.sha256(content).hexdigest()}
        print(json.dumps(upload | {"is_stored": False}), flush=True)
        with suppress(OSError, http.client.HTTPException):
            if _put(int(port), f"{url}/artifacts/{path}", token, content):
                print(json.dumps(upload | {"is_stored": True}), flush=True)


def _content() -> bytes:
    if _CHANCE.random() < 1 / 3:
        return bytes([_CHANCE.randrange(_SHARED)]) * (LARGEST // 4)
    return _CHANCE.randbytes(_CHANCE.choice([0, 1, _BLOCK, _CHANCE.randrange(LARGEST)]))


def _put(port: int, url: str, token: str, content: bytes) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}"}
    # Half of them in chunks, whose end is not known beforehand.
    if _CHANCE.random() < 1 / 2:
        headers["Content-Length"] = str(len(content))
    try:
        connection.request("PUT", url, _parts(content), headers)
        response = connection.getresponse()
        response.read()
        return response.status in {http.client.CREATED, http.client.OK}
    finally:
        connection.close()


def _parts(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _BLOCK):
        yield content[start : start + _BLOCK]


if __name__ == "__main__":
    main()
