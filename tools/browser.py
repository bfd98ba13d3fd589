"""A browser on the site: for the browser tests and the screenshots."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, sync_playwright

# No sandbox, because containers run as root; the other switches keep it from calling home.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser_path() -> str | None:
    """The Chromium of this machine, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()


def log_in(context: BrowserContext, address: str, username: str, password: str) -> None:
    """Log in; all pages of the context share it."""
    page = context.new_page()
    page.goto(f"{address}/login")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/login")
    page.close()


def one_page_of_each(context: BrowserContext, address: str) -> dict[str, str]:
    """By name of the view the path of one page, found by following all links from the start.

    Names come in the order in which links lead to them.
    """
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        name = _view_name(path)
        if name is None or name in found:
            continue
        found[name] = path
        waiting += _links(context.request.get(f"{address}{path}").text())
    return found


def _view_name(path: str) -> str | None:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def _links(html: str) -> list[str]:
    parser = _LinkParser()
    parser.feed(html)
    return parser.paths


class _LinkParser(HTMLParser):
    """Collects the addresses of links that lead to pages of the site, and not to files."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        address = given.get("href") or ""
        if tag == "a" and address.startswith("/") and "type" not in given:
            self.paths.append(address)
