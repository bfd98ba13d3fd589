"""Servers in processes of their own, their CPU time, and a client that asks them."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.live_site import ROOT, free_port

_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 90
MLFLOW_FILE = "mlflow.db"
"""The file of MLflow's server below its folder."""


class Server:
    """A server that runs; `ask` sends a request over one connection that is kept."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, token: str = "") -> None:
        self.process = process
        self.port = port
        self.headers = {"Content-Type": "application/json"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def another(self) -> "Server":
        """The same server over another connection."""
        other = Server(self.process, self.port)
        other.headers = self.headers
        return other

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON."""
        given = None if body is None else json.dumps(body)
        try:
            response = self._sent(method, path, given)
        except (http.client.RemoteDisconnected, ConnectionError):
            # While the other server was asked, this one closed the connection.
            self._connection.close()
            response = self._sent(method, path, given)
        content = response.read()
        if response.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:500]!r}")
        return json.loads(content) if content else None

    def _sent(self, method: str, path: str, body: str | None) -> http.client.HTTPResponse:
        self._connection.request(method, path, body, self.headers)
        return self._connection.getresponse()

    def cpu_seconds(self) -> float:
        """CPU time of the server's processes so far."""
        return sum(_cpu_seconds(pid) for pid in _family(self.process.pid))

    def megabytes(self) -> float:
        """Memory of the server's process now."""
        return megabytes("VmRSS", self.process.pid)

    def forget_peak(self) -> None:
        """From now on the peak is what the memory is now, or becomes."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def peak_megabytes(self) -> float:
        """The most memory that the server's process had."""
        return megabytes("VmHWM", self.process.pid)


@contextmanager
def modelbook(
    environment: Mapping[str, str], token: str, application: str = "site_config.asgi:application"
) -> Iterator[Server]:
    """The site, as the README says to serve it, on the database that the environment names."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", application]
    options = [f"--port={port}", "--log-level=warning", "--no-access-log"]
    with _running([*command, *options], environment, port, "/readyz") as process:
        yield Server(process, port, token)


@contextmanager
def mlflow(folder: Path, *more: str) -> Iterator[Server]:
    """MLflow's server with one worker, on a SQLite file of its own, with more arguments."""
    port = free_port()
    command = [sys.executable, "-m", "mlflow", "server", "--host=127.0.0.1", f"--port={port}"]
    # As it is installed by itself: what makes our server quicker is in its environment only here.
    plain = "--uvicorn-opts=--loop asyncio --http h11"
    store = f"--backend-store-uri=sqlite:///{folder / MLFLOW_FILE}"
    files = f"--artifacts-destination={folder / 'artifacts'}"
    options = ["--workers=1", plain, store, files, *more]
    environment = {
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }
    with _running([*command, *options], environment, port, "/health") as process:
        yield Server(process, port)


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], port: int, path: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, port, path)
        yield process
    finally:
        family = _family(process.pid)
        process.terminate()
        process.wait(_START_SECONDS)
        for pid in family[1:]:
            subprocess.run(["/bin/kill", str(pid)], check=False, stderr=subprocess.DEVNULL)


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status < http.client.BAD_REQUEST:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError(f"The server did not start: {process.args!r}")


def megabytes(name: str, pid: int | str = "self") -> float:
    """Memory of a process: `VmRSS` now, `VmHWM` at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


def _family(pid: int) -> list[int]:
    """The process and all that descend from it; one that was killed has none."""
    file = Path(f"/proc/{pid}/task/{pid}/children")
    children = file.read_text().split() if file.exists() else []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
