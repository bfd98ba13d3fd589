"""The site served to a real browser, on databases of the tests' own."""

import math
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FloatRect,
    Locator,
    Page,
    Request,
    expect,
)

from mldb.sync_db import default_database
from tests.browser.content import PASSWORD, add_staff, fill, fill_crowd
from tools import browser as tool
from tools.browser import browser_path, launched
from tools.live_site import live_site

PATIENCE_MILLISECONDS = 120_000
# A refused form is answered with its status, which the browser's console reports as well.
EXPECTED = re.compile(r"the server responded with a status of (409|413|422)")

# Whatever asked for a frame earlier has drawn when this ends.
NEXT_FRAME = "new Promise(requestAnimationFrame)"

# Well below the ten minutes after which sensitive pages ask for the password again.
SESSION_SECONDS = 240

NewContext = Callable[..., BrowserContext]
_sessions: dict[tuple[str, str], tuple[float, list[Any]]] = {}


def log_in(context: BrowserContext, address: str, username: str) -> None:
    """Log in, or go on with a recent session of this user that nobody has ended."""
    began_at, cookies = _sessions.get((address, username), (-math.inf, []))
    if time.monotonic() - began_at < SESSION_SECONDS:
        context.add_cookies(cookies)
        if "/login" not in context.request.get(f"{address}/account").url:
            return
        context.clear_cookies()
    tool.log_in(context, address, username, PASSWORD)
    _sessions[address, username] = time.monotonic(), list(context.cookies())


def pytest_itemcollected(item: pytest.Item) -> None:
    """One worker runs these tests with one browser, but for those of the longest module."""
    item.add_marker(pytest.mark.xdist_group("axe" if item.path.stem == "test_axe" else "browser"))


def settled(page: Page) -> None:
    """Wait: htmx puts the cursor somewhere a moment before it listens to the new elements."""
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)


def box_of(locator: Locator) -> FloatRect:
    """Where an element is as soon as it stands still: what changes is drawn in the next frame."""
    before = None
    deadline = time.monotonic() + PATIENCE_MILLISECONDS / 1000
    while time.monotonic() < deadline:
        locator.page.evaluate(NEXT_FRAME)
        # None if it was replaced in that moment.
        box = locator.bounding_box()
        if box is not None and box == before:
            return box
        before = box
    raise AssertionError(f"This never stood still: {locator}")


def new_secret(page: Page, name: str) -> str:
    """Secret of a new token of this name that may write."""
    page.goto("/account")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Scope").select_option("write")
    page.get_by_role("button", name="Make a token").click()
    secret = page.locator("#secret")
    expect(secret).not_to_be_empty()
    return secret.inner_text()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path; without one the test is skipped, in CI it fails."""
    path = browser_path()
    if path is None:
        message = "There is no Chromium on this machine; see tools/browser.py for its names."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser without a window.

    For these tests and no longer: while it runs, its event loop would be in the way of async tests.
    """
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with launched(chromium) as started:
        yield started


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Made once: good hashes are slow on purpose."""
    return make_password(PASSWORD)


def served(path: Path, template: Path, prepare: Callable[[], None]) -> Iterator[str]:
    shutil.copy(template, path)

    def prepare_and_close() -> None:
        default_database.cache_clear()
        prepare()
        default_database().close()
        default_database.cache_clear()

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as another_thread:
        patch.setenv("SQLITE_DB_PATH", str(path))
        # Sync services refuse to work in a thread in which a browser's event loop runs.
        another_thread.submit(prepare_and_close).result()
    with live_site(path) as address:
        yield address


@pytest.fixture(scope="session")
def empty_site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, password_hash: str
) -> Iterator[str]:
    """Address of a site with staff users and nothing else."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    yield from served(path, sqlite_template, lambda: add_staff(password_hash))


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, password_hash: str
) -> Iterator[str]:
    """Address of a site with at least one of everything."""

    def prepare() -> None:
        add_staff(password_hash)
        fill()

    path = tmp_path_factory.mktemp("site") / "site.db"
    yield from served(path, sqlite_template, prepare)


@pytest.fixture(scope="session")
def crowded_site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, password_hash: str
) -> Iterator[str]:
    """Address of a site with more versions than can be changed at once."""

    def prepare() -> None:
        add_staff(password_hash)
        fill_crowd()

    path = tmp_path_factory.mktemp("crowded") / "crowded.db"
    yield from served(path, sqlite_template, prepare)


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes windows that share no cookies with others; at the end none may have complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(*, may_complain: re.Pattern[str] = EXPECTED, **options: object) -> BrowserContext:
        def heard(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not may_complain.search(message.text):
                complaints.append(message.text)

        context = browser.new_context(**options)  # type: ignore[arg-type]  # Playwright checks them
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.on("console", heard)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("request", lambda request: _check_host(request, complaints))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _check_host(request: Request, complaints: list[str]) -> None:
    if not request.url.startswith(("http://127.0.0.1:", "data:")):
        complaints.append(f"Asked another host: {request.url}")


@pytest.fixture
def page(new_context: NewContext, site: str) -> Page:
    """A window with JavaScript in which an admin is logged in, at the start page."""
    context = new_context(base_url=site)
    log_in(context, site, "admin")
    opened = context.new_page()
    opened.goto("/")
    return opened
