"""A run's 1,000 files of 1 KiB: stored by the library, and by MLflow's client on its server."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from benchmarks.measured_registry import ACTOR, empty_registry
from benchmarks.peer import IS_INSTALLED
from benchmarks.servers import mlflow
from benchmarks.table import Line, faster
from mldb.sync_db import Database, Registry

FILES: Final = 1_000
FILE_BYTES: Final = 1_024
ROUNDS: Final = 3
TIMES_FASTER: Final = 5
_BARE: Final = "bare files, fsync'd"

Store = Callable[[Path], None]
"""Stores the files of a folder in a new run."""


def measure() -> Iterator[Line]:
    """Lines of the table."""
    yield from lines(FILES, ROUNDS)


def lines(count: int, rounds: int) -> Iterator[Line]:
    """The rate of each contestant; they take turns, and each folder has content of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        contestants = {"ours": _library(stack), _BARE: _bare(folder)}
        if IS_INSTALLED:
            contestants["mlflow.log_artifacts to its server"] = _peer(stack, folder)
        seconds: dict[str, list[float]] = {name: [] for name in contestants}
        for turn in range(rounds + 1):
            for number, (name, store) in enumerate(contestants.items()):
                files = _filled(folder / f"{turn}-{number}", count)
                start = perf_counter()
                store(files)
                seconds[name].append(perf_counter() - start)
    # The first turn is a warm-up.
    times = {name: median(measured[1:]) for name, measured in seconds.items()}
    for name, other in times.items():
        if name != "ours":
            at_least = None if name == _BARE else TIMES_FASTER
            what = f"SQLite: {count:,} files of {FILE_BYTES:,} bytes stored in a run"
            yield faster(what, times["ours"], name, other, at_least=at_least)


def _filled(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.bin").write_bytes(os.urandom(FILE_BYTES))
    return folder


def _library(stack: ExitStack) -> Store:
    database = stack.enter_context(Database(stack.enter_context(empty_registry())))
    registry = Registry(database, actor=ACTOR)

    def store(folder: Path) -> None:
        with registry.runs.start("Default") as run:
            run.log_directory(folder)

    return store


def _bare(folder: Path) -> Store:
    """Copies, each of which is safe against a power cut: about the least that storing costs."""
    target = folder / "bare"

    def store(files: Path) -> None:
        (target / files.name).mkdir(parents=True)
        for path in files.iterdir():
            with (target / files.name / path.name).open("wb") as copy:
                copy.write(path.read_bytes())
                copy.flush()
                os.fsync(copy.fileno())

    return store


def _peer(stack: ExitStack, folder: Path) -> Store:
    place = folder / "mlflow"
    place.mkdir()
    server = stack.enter_context(mlflow(place))
    os.environ |= {
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    }
    from mlflow import MlflowClient  # noqa: PLC0415  # only where MLflow is installed

    client: Any = MlflowClient(f"http://127.0.0.1:{server.port}")

    def store(files: Path) -> None:
        run = client.create_run("0")
        client.log_artifacts(run.info.run_id, str(files))
        client.set_terminated(run.info.run_id)

    return store
