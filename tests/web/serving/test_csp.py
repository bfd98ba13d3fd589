"""No page runs or loads what is not the site's own."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from mldb.values.enums import Role
from site_config.urls import API
from tests.web.addresses import Filled, fill
from tests.web.every_url import MINIMUM_ROLE

LOADING = {"src", "srcset", "poster", "data", "action", "formaction", "background"}
# What is loaded by a link element; an anchor only leads somewhere.
OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


class Page(HTMLParser):
    """Collects what the policy would block, and what loads from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._inside_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        # A block of data is no script to a browser.
        self._inside_script = tag == "script" and ("type", "application/json") not in attrs
        if tag in {"style", "iframe", "object", "embed", "base"}:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            loads = name in LOADING or (tag == "link" and name == "href")
            runs = name == "style" or name.startswith(("on", "hx-on", "data-hx-on"))
            if runs or (loads and OUTSIDE.match(value or "")):
                self.faults.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        """Text of a script is an inline script."""
        if self._inside_script and data.strip():
            self.faults.append(f"inline script: {data[:40]}")

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._inside_script = False


def faults(source: str) -> list[str]:
    page = Page()
    page.feed(source)
    return page.faults


@pytest.fixture
def filled(admin: Client) -> Filled:
    return fill(token_owner=Role.ADMIN)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_has_inline_code_or_loads_from_elsewhere(
    admin: Client, filled: Filled, method: str
) -> None:
    for name in sorted(set(MINIMUM_ROLE) - {"live:live"}):
        response = getattr(admin, method)(filled.address(name), headers={"HX-Target": "models"})

        assert faults(response.content.decode()) == [], name


@pytest.mark.parametrize("address", ["/", "/login", "/models", "/nowhere", "/healthz", "/logout"])
def test_every_answer_carries_the_strict_policy(admin: Client, address: str) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in admin.get(address)["Content-Security-Policy"].split(";")
    )

    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }


def test_refusals_carry_the_policy_and_are_not_framed(viewer: Client) -> None:
    response = viewer.get("/staff")

    assert response.status_code == 403
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert faults(response.content.decode()) == []


def test_this_check_finds_what_it_looks_for() -> None:
    found = faults(
        "<script>1</script><p onclick='x' style='y'></p><img src='//cdn.example/x.png'>"
        "<link href='https://cdn.example/x.css'><a href='https://example.org'></a>"
    )

    assert len(found) == 5


def test_no_policy_is_made_up_for_the_api(viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has one of its own; training programs send many requests."""
    monkeypatch.setattr("csp.middleware.build_policy", None)

    response = viewer.get("/api/v1/openapi.json")

    assert response["Content-Security-Policy"] == API.content_security_policy
