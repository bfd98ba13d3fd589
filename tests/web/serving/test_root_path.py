"""The site below a path of its host, behind proxies that take the path off and that don't."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from mldb.values.enums import Role
from registry_app.core.root_path import below_root, inner_path
from site_config.asgi import application
from site_config.config import SiteConfig
from tests.web.addresses import fill
from tests.web.every_url import MINIMUM_ROLE

ROOT = "/models-app"


class _URLs(HTMLParser):
    """Collects everything that a browser would load or send to."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            is_url = name in {"href", "src", "action", "data-live"} or name.startswith(
                ("hx-get", "hx-post", "hx-delete")
            )
            if is_url and value:
                self.found.append(value)


@pytest.fixture(params=["setting, not taken off", "setting, taken off", "uvicorn, not", "uvicorn"])
def proxied(request: pytest.FixtureRequest, settings: Any, admin: Client) -> httpx.AsyncClient:
    """A browser behind a proxy, in which an admin is logged in."""
    by_setting = request.param.startswith("setting")
    if by_setting:
        settings.FORCE_SCRIPT_NAME = ROOT
    is_taken_off = request.param in {"setting, taken off", "uvicorn"}

    async def server(scope: Any, receive: Any, send: Any) -> None:
        path = scope["path"].removeprefix(ROOT) if is_taken_off else scope["path"]
        if not by_setting:
            # As uvicorn does with --root-path.
            scope = scope | {"root_path": ROOT}
            path = f"{ROOT}{path}"
        await application(scope | {"path": path}, receive, send)

    cookie = admin.cookies["sessionid"].value
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(server),
        base_url="http://testserver",
        cookies={"sessionid": cookie},
    )


def pages() -> Iterator[str]:
    filled = fill(Role.ADMIN)
    for view in MINIMUM_ROLE:
        if "live" not in view and "unknown" not in view:
            yield filled.address(view)


async def test_every_url_of_every_page_is_below_the_path(proxied: httpx.AsyncClient) -> None:
    seen = set()
    for path in await sync_to_async(lambda: list(pages()))():
        response = await proxied.get(f"{ROOT}{path}")
        assert response.status_code in {200, 302, 400, 404, 405}, path
        if "Location" in response.headers:
            seen.add(response.headers["Location"])
        if "html" in response.headers.get("Content-Type", ""):
            seen.update(_URLs(response.text).found)

    local = {url for url in seen if url.startswith("/")}
    assert len(local) > 50
    assert [url for url in local if not url.startswith((f"{ROOT}/", f"{ROOT}?"))] == []


async def test_what_pages_load_is_there(proxied: httpx.AsyncClient) -> None:
    source = (await proxied.get(ROOT)).text
    files = [url for url in _URLs(source).found if "/static/" in url]
    answers = [await proxied.get(url) for url in files]

    assert len(files) >= 5
    assert {answer.status_code for answer in answers} == {200}


async def test_a_stranger_is_sent_to_the_login_and_back(proxied: httpx.AsyncClient) -> None:
    proxied.cookies.clear()
    response = await proxied.get(f"{ROOT}/models?q=a")

    assert response.headers["Location"] == f"{ROOT}/login?next={ROOT}/models%3Fq%3Da"


async def test_the_theme_is_kept_below_the_path(proxied: httpx.AsyncClient) -> None:
    page = await proxied.get(f"{ROOT}/search-help")
    token = re.search(r'"X-CSRFToken": "(\w+)"', page.text)
    assert token is not None
    sent = {"theme": "dark", "csrfmiddlewaretoken": token[1]}
    response = await proxied.post(f"{ROOT}/theme", data=sent)

    assert response.headers["Location"] == f"{ROOT}/"
    assert f"Path={ROOT}" in response.headers["Set-Cookie"]


async def test_the_api_gives_urls_below_the_path(proxied: httpx.AsyncClient) -> None:
    fill_path = f"{ROOT}/api/v1"
    document = (await proxied.get(f"{fill_path}/openapi.json")).json()
    refused = (await proxied.get(f"{fill_path}/models/nix")).json()
    docs = (await proxied.get(f"{ROOT}/api/docs")).text

    assert document["servers"][0]["url"] == ROOT
    assert "/api/v1/models" in document["paths"]
    assert refused["type"] == f"{ROOT}/api/docs#status-404"
    assert f"http://testserver{ROOT}/api/v1/" in docs
    assert "http://testserver/api" not in docs
    assert f"{ROOT}{ROOT}" not in docs


async def test_probes_answer_with_and_without_the_path(proxied: httpx.AsyncClient) -> None:
    for path in (f"{ROOT}/healthz", "/healthz", f"{ROOT}/readyz", "/readyz"):
        assert (await proxied.get(path)).status_code == 200


async def test_without_a_root_path_urls_are_as_they_were(admin: Client) -> None:
    response = await sync_to_async(admin.get)("/")

    assert ROOT not in response.content.decode()


@pytest.mark.parametrize(
    ("root", "path", "inner"),
    [
        ("", "/models", "/models"),
        ("/a", "/a/models", "/models"),
        ("/a", "/models", "/models"),
        ("/a", "/a/a/models", "/models"),
        ("/a", "/a", "/"),
        ("/a", "/ab", "/ab"),
        ("/a/b", "/a/b/login", "/login"),
        # A path that is one of the site's own is taken off once only.
        ("/models", "/models/models/x", "/models/x"),
        ("/models/", "/models/models", "/models"),
    ],
)
def test_the_path_is_taken_off(root: str, path: str, inner: str) -> None:
    scope = below_root({"type": "http", "path": path, "root_path": root})

    assert inner_path(scope) == inner
    assert scope["path"] == f"{root.rstrip('/')}{inner}"
    below_root({"type": "http", "path": "/"})


@pytest.mark.parametrize(
    ("given", "taken"),
    [("", ""), ("/", ""), ("app", "/app"), ("/a/b/", "/a/b"), ("/models-app", "/models-app")],
)
def test_the_setting_takes_paths_as_people_write_them(
    monkeypatch: pytest.MonkeyPatch, given: str, taken: str
) -> None:
    monkeypatch.setenv("SITE_ROOT_PATH", given)

    assert SiteConfig().root_path == taken


@pytest.mark.parametrize(
    "given", ["/a/../b", "https://x.org/a", "/a b", "/a?b", "/.", "/ü", "//a//b"]
)
def test_the_setting_refuses_what_is_no_path(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SITE_ROOT_PATH", given)

    with pytest.raises(ValueError, match="a path such as /models-app"):
        SiteConfig()
