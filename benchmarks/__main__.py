"""Prints what was measured: `python -m benchmarks`, or with the names of some groups behind it.

It measures and doesn't judge: a missed bound is shown, the exit status is 0 all the same.
"""

import argparse
import platform
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from typing import Final

from benchmarks import (
    api,
    artifacts,
    driver_calls,
    imports,
    log_http,
    memory,
    mlflow_clients,
    mlflow_protocol,
    reads,
    run_log,
    runs,
    scale,
    search,
    site,
    small_files,
    transfer,
    writes,
    year,
)
from benchmarks.peer import IS_INSTALLED
from benchmarks.table import Line, table

GROUPS: dict[str, Callable[[], Iterator[Line]]] = {
    "writes": writes.measure,
    "reads": reads.measure,
    "imports": imports.measure,
    "scale": scale.measure,
    "driver_calls": driver_calls.measure,
    "site": site.measure,
    "search": search.measure,
    "runs": runs.measure,
    "api": api.measure,
    "transfer": transfer.measure,
    "run_log": run_log.measure,
    "log_http": log_http.measure,
    "memory": memory.measure,
    "mlflow_protocol": mlflow_protocol.measure,
    "mlflow_clients": mlflow_clients.measure,
    "artifacts": artifacts.measure,
    "small_files": small_files.measure,
    "year": year.measure,
}
ONLY_BY_NAME: Final = {"mlflow_clients", "year"}
"""Groups that take many minutes."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = ", ".join(GROUPS)
    left_out = ", ".join(sorted(ONLY_BY_NAME))
    parser.add_argument(
        "groups",
        nargs="*",
        metavar="group",
        help=f"of {names}; if none is given, all but {left_out}",
    )
    parser.add_argument(
        "--versions",
        type=int,
        default=search.VERSIONS,
        help=f"in the registry of the group search; {search.VERSIONS:,} if not given",
    )
    parser.add_argument(
        "--runs",
        type=int,
        default=year.RUNS,
        help=f"in the registry of the group year; {year.RUNS:,} if not given",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=mlflow_clients.SECONDS,
        help=f"of each server in the group mlflow_clients; {mlflow_clients.SECONDS} if not given",
    )
    arguments = parser.parse_args()
    groups = GROUPS | {
        "search": partial(search.measure, arguments.versions),
        "mlflow_clients": partial(mlflow_clients.measure, arguments.seconds),
        "year": partial(year.measure, arguments.runs),
    }
    chosen = arguments.groups or [name for name in GROUPS if name not in ONLY_BY_NAME]
    unknown = set(chosen) - set(GROUPS)
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}; choose of {', '.join(GROUPS)}")
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"SQLAlchemy {version('sqlalchemy')}, Pydantic {version('pydantic')}, "
        + (f"MLflow {version('mlflow')}" if IS_INSTALLED else "no MLflow: its lines are left out")
    )
    lines = [line for group in chosen for line in groups[group]()]
    print(table(lines))


if __name__ == "__main__":
    main()
