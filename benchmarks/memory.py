"""Memory while a run logs a million points, and while they are read, exported and imported."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.curves import BEGIN_MS
from benchmarks.measured_registry import empty_registry
from benchmarks.servers import Server, modelbook
from benchmarks.table import Line, below_megabytes
from benchmarks.tokens import admin_token
from benchmarks.transfer import peak_megabytes
from mldb.config import SQLiteConfig

POINTS: Final = 1_000_000
CALL: Final = 10_000
WARM_UP: Final = POINTS // 10
"""By then all code is loaded and every cache has its size."""
MEGABYTES: Final = 16
TRANSFER_MEGABYTES: Final = 150
_READ_BYTES: Final = 65_536


def measure() -> Iterator[Line]:
    """Lines of the table."""
    yield from lines(POINTS)


def lines(points: int) -> Iterator[Line]:
    """By how much the peak grows while points are logged and read, and the peaks of transfers."""
    with empty_registry() as config, empty_registry() as target, TemporaryDirectory() as folder:
        yield from _of_server(config, points)
        path = str(Path(folder) / "registry.zip")
        for command, database in (("export", config), ("import", target)):
            peak = peak_megabytes(database, command, path)
            name = f"{command}: memory at most, with {points:,} points"
            yield below_megabytes(name, peak, "", at_most=TRANSFER_MEGABYTES)


def _of_server(config: SQLiteConfig, points: int) -> Iterator[Line]:
    environment = {"SQLITE_DB_PATH": str(config.db_path), "POSTGRES_HOST": ""}
    with modelbook(environment, admin_token(config)) as server:
        run = server.ask("POST", "/api/v1/runs", {})["public_id"]
        _log(server, run, "warm-up", WARM_UP)
        _read(server, run, "warm-up")
        for what, work in (("logged", _log), ("read as JSON Lines", _read_all)):
            before = server.megabytes()
            server.forget_peak()
            work(server, run, "loss", points)
            growth = server.peak_megabytes() - before
            name = f"server: growth while {points:,} points are {what}"
            yield below_megabytes(name, growth, f"{before:.4g} MB before", at_most=MEGABYTES)


def _log(server: Server, run: str, metric: str, points: int) -> None:
    for first in range(0, points, CALL):
        metrics = [
            {"name": metric, "value": 1 / (1 + step), "step": step, "time_ms": BEGIN_MS + 40 * step}
            for step in range(first, first + CALL)
        ]
        server.ask("POST", f"/api/v1/runs/{run}/log", {"metrics": metrics})


def _read_all(server: Server, run: str, metric: str, points: int) -> None:
    assert _read(server, run, metric) == points


def _read(server: Server, run: str, metric: str) -> int:
    """How many lines the history has; nothing of it is kept."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    headers = server.headers | {"Accept": "application/x-ndjson"}
    connection.request("GET", f"/api/v1/runs/{run}/history?metric={metric}", headers=headers)
    response = connection.getresponse()
    count = 0
    while part := response.read(_READ_BYTES):
        count += part.count(b"\n")
    connection.close()
    return count
