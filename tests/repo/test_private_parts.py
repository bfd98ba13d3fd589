"""Every private part of a library that the product uses: why, and that it is still there.

A new release may change a private part without notice. So the library has an upper bound in
pyproject.toml; raise it when these tests pass with the new release.
"""

import asyncio
import inspect
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import aiosqlite
import asgiref.sync
import psycopg
import pytest
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory
from django.utils import log
from packaging.requirements import Requirement
from uvicorn import Config
from uvicorn.protocols.http import h11_impl, httptools_impl
from uvicorn.server import ServerState
from whitenoise.middleware import WhiteNoiseMiddleware

ROOT = Path(__file__).parents[2]

# Library -> names of its private parts that the source uses.
PRIVATE_PARTS = {
    "aiosqlite": {
        "_STOP_RUNNING_SENTINEL",
        "_conn",
        "_execute",
        "_thread",
        "_tx",
        "set_exception",
        "set_result",
    },
    "django": {"_cached_user", "_has_been_logged", "_origin_verified"},
    "django-csp": {"_csp_exempt"},
    "psycopg": {"_WaitTimeout", "wait"},
    "uvicorn": {"connections", "cycle", "on_response_complete", "server_state"},
    "whitenoise": {"autorefresh", "find_file", "static_prefix"},
}
# Python's own.
OF_PYTHON = {"_getframe"}


def requirements() -> dict[str, Requirement]:
    """Direct dependencies of the product by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["postgres"], *extras["site"]]
    return {required.name: required for required in map(Requirement, lines)}


def excused_lines() -> Iterator[str]:
    """Lines of the product in which the linter would refuse a private name."""
    command = ["git", "grep", "-h", "noqa: SLF001", "--", "mldb", "registry_app", "site_config"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip("Not a git checkout.")
    yield from found.stdout.splitlines()


@pytest.mark.parametrize("library", PRIVATE_PARTS)
def test_a_library_whose_private_parts_are_used_has_an_upper_bound(library: str) -> None:
    bounds = requirements()[library].specifier

    assert any(bound.operator in {"<", "<=", "=="} for bound in bounds)


@pytest.mark.parametrize("library", PRIVATE_PARTS)
def test_the_locked_version_is_within_the_bounds(library: str) -> None:
    for lock in ("run", "dev", "bench"):
        text = (ROOT / f"requirements/{lock}.txt").read_text()
        versions = re.findall(rf"^{library}==(\S+)", text, re.MULTILINE)

        assert versions
        assert all(requirements()[library].specifier.contains(version) for version in versions)


def test_every_private_name_in_the_source_is_listed() -> None:
    listed = OF_PYTHON.union(*PRIVATE_PARTS.values())

    for line in excused_lines():
        code = line.partition("#")[0]
        names = set(re.findall(r"\.(_\w+)", code))
        assert names & listed, line


async def test_aiosqlite_a_connection_is_a_thread_that_empties_a_queue() -> None:
    """One visit to the thread per statement needs the queue, the thread and how it answers."""
    connection = aiosqlite.connect(":memory:")
    assert connection._tx.empty()
    assert not connection._thread.is_alive()

    async with connection:
        assert await connection._execute(lambda: 1) == 1  # type: ignore[no-untyped-call]
        assert callable(connection._conn.cursor)

    future = asyncio.get_running_loop().create_future()
    aiosqlite.core.set_result(future, 3)
    aiosqlite.core.set_exception(future, ValueError())
    assert future.result() == 3
    assert aiosqlite.core._STOP_RUNNING_SENTINEL is not None


@pytest.mark.parametrize("connection", [psycopg.Connection, psycopg.AsyncConnection])
def test_psycopg_every_wait_goes_through_one_method(connection: type) -> None:
    """The time limit of an operation is given to each wait; there is no public way."""
    assert "timeout" in inspect.signature(connection.wait).parameters  # type: ignore[attr-defined]
    assert issubclass(psycopg.errors._WaitTimeout, Exception)


def test_django_the_user_of_a_request_is_cached_on_it() -> None:
    """A request whose user is found without a query must not look again."""
    source = inspect.getsource(inspect.getmodule(AuthenticationMiddleware))  # type: ignore[arg-type]

    assert "request._cached_user" in source


def test_django_logs_no_response_that_has_been_logged() -> None:
    """A refusal that the site has logged in its own words is not logged again by Django."""
    assert '"_has_been_logged"' in inspect.getsource(log.log_response)


def test_django_verifies_an_origin_as_for_a_form() -> None:
    """The API accepts the same origins as the pages do."""
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    request = RequestFactory().get("/", headers={"origin": "http://testserver"})
    other = RequestFactory().get("/", headers={"origin": "http://elsewhere"})

    assert check._origin_verified(request)  # type: ignore[attr-defined]
    assert not check._origin_verified(other)  # type: ignore[attr-defined]


def test_csp_leaves_an_exempt_response_alone() -> None:
    """The policy of pages is not for JSON; its decorator can't be used in a middleware."""
    from csp.decorators import csp_exempt  # noqa: PLC0415  # reads settings

    response = csp_exempt()(lambda _: HttpResponse())(RequestFactory().get("/"))

    assert response._csp_exempt  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "protocol", [httptools_impl.HttpToolsProtocol, h11_impl.H11Protocol], ids=["httptools", "h11"]
)
async def test_uvicorn_a_connection_has_what_its_guard_looks_at(protocol: type) -> None:
    """Limits of connections; tests/web/serving/test_connections.py shows them at work."""
    config = Config(lambda: None, lifespan="off")
    connection = protocol(config=config, server_state=ServerState(), app_state={})

    assert connection.cycle is None
    assert connection.connections is connection.server_state.connections
    for name in ("client", "loop", "transport"):
        assert hasattr(connection, name)
    for name in ("data_received", "on_response_complete", "pause_writing", "resume_writing"):
        assert callable(getattr(connection, name))


@pytest.mark.parametrize("module", [httptools_impl, h11_impl], ids=["httptools", "h11"])
def test_uvicorn_a_request_says_whether_it_is_complete(module: object) -> None:
    """A connection waits while the body or the response is not complete."""
    source = inspect.getsource(module.RequestResponseCycle)  # type: ignore[attr-defined]

    assert "self.more_body" in source
    assert "self.response_complete" in source


@pytest.mark.parametrize(
    "name", ["on_message_begin", "on_header", "on_headers_complete", "on_body"]
)
def test_uvicorn_httptools_reports_each_part_of_a_request(name: str) -> None:
    """Bytes beside the body are counted between these calls."""
    assert callable(getattr(httptools_impl.HttpToolsProtocol, name))


def test_whitenoise_finds_a_file_before_it_serves_it() -> None:
    """Only requests for files go to another thread."""
    middleware = WhiteNoiseMiddleware(lambda _: HttpResponse())

    assert isinstance(middleware.files, dict)
    assert isinstance(middleware.autorefresh, bool)
    assert middleware.static_prefix.startswith("/")
    assert callable(middleware.find_file)
    assert isinstance(inspect.getattr_static(WhiteNoiseMiddleware, "serve"), staticmethod)


def test_asgiref_sync_views_run_on_a_given_executor() -> None:
    """Comes with Django, which bounds it."""
    assert "executor" in inspect.signature(asgiref.sync.ThreadSensitiveContext).parameters
