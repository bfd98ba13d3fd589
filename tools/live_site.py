"""The site as people and programs meet it: a server process of its own on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 300

UVICORN: Final = ("uvicorn", "site_config.asgi:application", "--host=127.0.0.1", "--port={port}")


@dataclass(frozen=True)
class Live:
    """A site that is served: its address, without a slash at its end, and its process."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def live_site(db_path: Path) -> Iterator[str]:
    """Serve the site on this SQLite file; gives the address, without a slash at its end."""
    command = (*UVICORN, "--log-level=warning")
    with live(command, os.environ | {"SQLITE_DB_PATH": str(db_path)}) as site:
        yield site.address


@contextmanager
def live(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Live]:
    """Serve the site by this Python module and its arguments, in which `{port}` is the port."""
    port = free_port()
    arguments = [argument.format(port=port) for argument in command]
    process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment)
    site = Live(f"http://127.0.0.1:{port}", process)
    try:
        _wait(site)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(site: Live) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and site.process.poll() is None:
        try:
            urllib.request.urlopen(f"{site.address}/readyz", timeout=60).close()  # noqa: S310  # our own address
        except OSError:
            # Not there yet, or too busy to answer in time.
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The site did not start at {site.address}.")
