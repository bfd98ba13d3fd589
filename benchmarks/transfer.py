"""Export and import, each as a process of its own: time, and memory that must not grow."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.searched_registry import METRICS, build, postgres_registry, sqlite_registry
from benchmarks.table import Line, below_megabytes
from mldb.config import DatabaseConfig
from mldb.sync_db import Database

VERSIONS = (20_000, 200_000)
"""With five metrics on each."""
MEGABYTES = 150
# Of this program alone: what a parent used before starting it would count in `ru_maxrss`.
PROGRAM = """
import os, re, sys
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
execute_from_command_line(["manage.py", *sys.argv[1:]])
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def measure() -> Iterator[Line]:
    """Lines of the table."""
    for backend, registry in (("SQLite", sqlite_registry), ("PostgreSQL", postgres_registry)):
        for versions in VERSIONS:
            with ExitStack() as stack:
                source = stack.enter_context(registry())
                target = stack.enter_context(registry())
                folder = stack.enter_context(TemporaryDirectory())
                if source is not None and target is not None:
                    with Database(source) as database:
                        build(database, versions)
                    yield from _lines(backend, source, target, versions, Path(folder))


def _lines(
    backend: str, source: DatabaseConfig, target: DatabaseConfig, versions: int, folder: Path
) -> Iterator[Line]:
    metrics, path = versions * len(METRICS), str(folder / "registry.zip")
    for what, command, config in (
        ("export", ("export", path), source),
        ("import into an empty registry", ("import", path), target),
        ("import of what is there", ("import", path), target),
    ):
        start = perf_counter()
        megabytes = peak_megabytes(config, *command)
        seconds = perf_counter() - start
        yield below_megabytes(
            f"{backend}: {what}, {metrics:,} metrics",
            megabytes,
            f"{seconds:.3g} s, {metrics / seconds:,.0f} metrics/s",
            at_most=MEGABYTES,
        )


def peak_megabytes(config: DatabaseConfig, *command: str) -> float:
    """The most memory that a command of `manage.py` takes on this database."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        env=os.environ | _settings(config),
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return int(run.stdout.splitlines()[-1]) / 1024


def _settings(config: DatabaseConfig) -> dict[str, str]:
    if config.dialect == "sqlite":
        return {"SQLITE_DB_PATH": str(config.db_path), "POSTGRES_HOST": ""}
    return {
        "POSTGRES_HOST": config.host,
        "POSTGRES_PORT": str(config.port),
        "POSTGRES_USER": config.user,
        "POSTGRES_PASSWORD": config.password.get_secret_value() if config.password else "",
        "POSTGRES_DATABASE": config.database,
    }
