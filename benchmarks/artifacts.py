"""A large file up and down through the server, beside MLflow's proxy and `cp`, and many files."""

import http.client
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlencode

from benchmarks.measured_registry import empty_registry
from benchmarks.peer import IS_INSTALLED
from benchmarks.servers import Server, mlflow, modelbook
from benchmarks.table import Line, below_megabytes, faster, slower
from benchmarks.timing import medians, repeated
from benchmarks.tokens import admin_token
from mldb.config import SQLiteConfig

SIZE: Final = 2**30
ROUNDS: Final = 3
MEGABYTES: Final = 32
FILES: Final = 10_000
PAGES: Final = 20
_BLOCK: Final = 2**20
_PAGE: Final = 100


@dataclass(frozen=True)
class Store:
    """A server that keeps files, and the URL of a new one."""

    server: Server
    url: Callable[[int], str]

    def up(self, file: Path, turn: int) -> None:
        """Send a file."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, blocksize=_BLOCK)
        headers = self._headers | {"Content-Length": str(file.stat().st_size)}
        with file.open("rb") as content:
            connection.request("PUT", self.url(turn), content, headers)
            response = connection.getresponse()
        _check(response, response.read())
        connection.close()

    def down(self, file: Path, turn: int) -> None:
        """Read what was sent in this turn, into a file beside this one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        connection.request("GET", self.url(turn), headers=self._headers)
        response = connection.getresponse()
        _check(response, b"")
        with file.with_name("copy").open("wb") as copy:
            while block := response.read(_BLOCK):
                copy.write(block)
        connection.close()

    @property
    def _headers(self) -> dict[str, str]:
        given = self.server.headers
        return {name: value for name, value in given.items() if name != "Content-Type"}


def measure() -> Iterator[Line]:
    """Lines of the table."""
    yield from lines(SIZE, ROUNDS, FILES)


def lines(size: int, rounds: int, files: int) -> Iterator[Line]:
    """Rates of a file of this size as ratios, growth of memory, and pages of a long list."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        file = _filled(folder / "file", size)
        config = stack.enter_context(empty_registry())
        ours = _ours(stack, config)
        stores = {"ours": ours, "bare": _bare(stack, config, size)}
        stores |= {"MLflow": _peer(stack, folder)} if IS_INSTALLED else {}
        name = f"{size / 2**20:,.0f} MiB"
        yield from _rates(f"{name} up", rounds, file, {n: one.up for n, one in stores.items()})
        yield from _rates(f"{name} down", rounds, file, {n: one.down for n, one in stores.items()})
        yield from _growth(ours, file, rounds + 1)
        yield from _pages(ours.server, config, files)


def _filled(file: Path, size: int) -> Path:
    with file.open("wb") as content:
        for number in range(0, size, _BLOCK):
            content.write(number.to_bytes(8, "big") * (_BLOCK // 8))
    return file


def _ours(stack: ExitStack, config: SQLiteConfig) -> Store:
    environment = {"SQLITE_DB_PATH": str(config.db_path), "POSTGRES_HOST": ""}
    server = stack.enter_context(modelbook(environment, admin_token(config)))
    run = server.ask("POST", "/api/v1/runs", {})["public_id"]
    return Store(server, lambda turn: f"/api/v1/runs/{run}/artifacts/{turn}.bin")


def _bare(stack: ExitStack, config: SQLiteConfig, size: int) -> Store:
    environment = {"SQLITE_DB_PATH": str(config.db_path)}
    server = modelbook(environment, "", "benchmarks.bare_server:application")
    return Store(stack.enter_context(server), lambda _: f"/{size // 2**20}")


def _peer(stack: ExitStack, folder: Path) -> Store:
    server = stack.enter_context(mlflow(folder, "--serve-artifacts", _destination(folder)))
    path = "/api/2.0/mlflow-artifacts/artifacts/bench"
    return Store(server, lambda turn: f"{path}/{turn}.bin")


def _destination(folder: Path) -> str:
    return f"--artifacts-destination={folder / 'mlflow-artifacts'}"


def _into(store: Store, copy: Path, _: Path, turn: int) -> None:
    store.down(copy, turn)


def _rates(
    what: str, rounds: int, file: Path, work: Mapping[str, Callable[[Path, int], None]]
) -> Iterator[Line]:
    contestants = {name: partial(do, file) for name, do in work.items()}
    copy = file.with_name("copy")
    copies = {
        "cp": partial(_copy, file, copy),
        "cp and sync": partial(_copy, file, copy, sync=True),
    }
    seconds = medians(rounds, contestants | copies)
    if "MLflow" in seconds:
        yield faster(what, seconds["ours"], "MLflow's proxy", seconds["MLflow"], at_least=1)
    yield faster(what, seconds["ours"], "cp", seconds["cp"], at_least=0.5)
    yield faster(f"{what}, only moved", seconds["bare"], "cp", seconds["cp"])
    yield faster(what, seconds["ours"], "cp and sync", seconds["cp and sync"])


def _copy(file: Path, copy: Path, _: int, *, sync: bool = False) -> None:
    """Copy the file, if need be to the disk: ours is there when the response comes."""
    shutil.copyfile(file, copy)
    if sync:
        with copy.open("rb") as written:
            os.fsync(written.fileno())


def _growth(store: Store, file: Path, turn: int) -> Iterator[Line]:
    """By how much the peak of the server's memory grows, which has done the same before."""
    for what, work in {"up": store.up, "down": store.down}.items():
        before = store.server.megabytes()
        store.server.forget_peak()
        work(file, turn)
        growth = store.server.peak_megabytes() - before
        name = f"server: growth while a file goes {what}"
        yield below_megabytes(name, growth, f"{before:.4g} MB before", at_most=MEGABYTES)


def _pages(server: Server, config: SQLiteConfig, files: int) -> Iterator[Line]:
    """Pages of lists, in the run with many files and in one with few."""
    many, few = (_run_with(server, config, count) for count in (files, _PAGE))
    for what, query in {"a directory": "path=model", "all files": "recursive=true"}.items():
        first, last = _first_and_last(server, many, query, files)
        seconds = medians(
            ROUNDS,
            {
                "few": repeated(PAGES, partial(server.ask, "GET", f"{few}/artifacts?{query}")),
                "first": repeated(PAGES, partial(server.ask, "GET", first)),
                "last": repeated(PAGES, partial(server.ask, "GET", last)),
            },
            work=PAGES,
        )
        name = f"list of {what}, a page of {files:,} files"
        yield slower(name, seconds["first"], f"of {_PAGE}", seconds["few"], at_most=1.5)
        yield slower(f"{name}, last", seconds["last"], "first", seconds["first"], at_most=1.5)


def _run_with(server: Server, config: SQLiteConfig, files: int) -> str:
    """URL of a run with so many files of the same content."""
    public_id = server.ask("POST", "/api/v1/runs", {})["public_id"]
    url = f"/api/v1/runs/{public_id}"
    server.ask("PUT", f"{url}/artifacts/model/0", {})
    with closing(sqlite3.connect(config.db_path)) as connection, connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(ml_artifacts)")]
        others = [column for column in columns if column not in {"id", "path"}]
        connection.execute(
            f"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
            INSERT INTO ml_artifacts (path, {", ".join(others)})
            SELECT printf('model/%06d', n), {", ".join(f"a.{column}" for column in others)}
            FROM numbers, ml_artifacts a JOIN ml_runs r ON r.id = a.run_id WHERE r.public_id = ?
            """,  # names of columns
            [files, public_id],
        )
    return url


def _first_and_last(server: Server, run: str, query: str, files: int) -> tuple[str, str]:
    """URLs of the first page of a list and of its last whole one."""
    first = url = f"{run}/artifacts?{query}"
    for _ in range(files // _PAGE - 1):
        cursor = server.ask("GET", url)["next_cursor"]
        url = f"{first}&{urlencode({'cursor': cursor})}"
    return first, url


def _check(response: http.client.HTTPResponse, content: bytes) -> None:
    if response.status >= http.client.BAD_REQUEST:
        raise RuntimeError(f"{response.status}: {content[:500]!r}")
