"""Resources that processes keep open, as Linux reports them below /proc."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from mldb.config import DatabaseConfig

PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """Threads, open files and connections to the database, of a process and its children."""

    threads: int
    files: int
    connections: int

    def exceeds(self, before: "Usage", slack: int) -> bool:
        """Whether any of them is higher than it was, by more than the slack."""
        return (
            self.threads > before.threads + slack
            or self.files > before.files + slack
            or self.connections > before.connections + slack
        )


def usage(pid: int, config: DatabaseConfig) -> Usage:
    """Resources that the process and its children keep open now."""
    pids = list(_family(pid))
    return Usage(
        sum(len(list((PROC / one / "task").iterdir())) for one in pids),
        sum(len(list((PROC / one / "fd").iterdir())) for one in pids),
        _connections(pids, config),
    )


def _family(pid: int | str) -> Iterator[str]:
    yield str(pid)
    for children in (PROC / str(pid) / "task").glob("*/children"):
        for child in children.read_text().split():
            yield from _family(child)


def _target(file: Path) -> str | None:
    """The open file, unless it was closed just now."""
    try:
        return str(file.readlink())
    except FileNotFoundError:
        return None


def _connections(pids: list[str], config: DatabaseConfig) -> int:
    if config.dialect == "sqlite":
        path = str(config.db_path.resolve())
        return sum(_target(file) == path for one in pids for file in (PROC / one / "fd").iterdir())
    with psycopg.connect(
        host=config.host, port=config.port, user=config.user, dbname="postgres"
    ) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        row = connection.execute(query, [config.database]).fetchone()
        assert row is not None
        return int(row[0])
