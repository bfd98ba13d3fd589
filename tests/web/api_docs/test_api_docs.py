"""The documentation of the HTTP API as a page, and as a document."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from registry_app.api.app import GROUPS, OPERATIONS
from registry_app.api.document.openapi import document
from registry_app.api.document.statuses import PROBLEMS
from tests.web.page import seen, text

PAGE = "/api/docs"


@pytest.fixture
def page(viewer: Client) -> str:
    return text(viewer.get(PAGE))


def test_it_shows_every_operation(viewer: Client) -> None:
    response = viewer.get(PAGE)
    page, words = text(response), seen(response)

    for name in OPERATIONS:
        assert f'<h3 id="{name}">' in page
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in words
            assert operation["summary"].replace("`", " ").split("  ")[0] in words
            for parameter in operation["parameters"]:
                assert f"<code>{parameter['name']}</code>" in page


def test_it_shows_every_group_and_every_type(page: str) -> None:
    for group in GROUPS:
        assert f">{group.name}</h2>" in page
    for name, schema in document()["components"]["schemas"].items():
        assert (f'id="type-{name}"' in page) is ("properties" in schema)


def test_problems_link_to_a_place_on_it(page: str) -> None:
    for status in PROBLEMS:
        assert f'id="status-{status.value}"' in page


def test_all_its_links_to_places_lead_somewhere(page: str) -> None:
    found = _Places()
    found.feed(page)

    assert found.links <= found.places
    assert len(found.places) == found.ids


def test_limits_are_in_words(page: str) -> None:
    body = page.partition('<h3 id="create_version">')[2].partition("</section>")[0]

    assert "text <span" in body
    assert "cpu | cuda | mps | tpu | other" in body
    assert "object: names with number" in body
    assert "up to 10,000 of them" in body


def test_an_example_can_be_copied_into_a_shell(viewer: Client) -> None:
    page = text(viewer.get(PAGE, headers={"Host": "testserver"}))

    assert (
        'curl -H "Authorization: Bearer $MODELBOOK_TOKEN" \\\n'
        "  'http://testserver/api/v1/models/fraud-detector/aliases/champion' -X PUT \\\n"
        "  -H 'Idempotency-Key: 5f0c2a9b-1e44-4c1d-9d0e-6f6a4a1d7c11' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        """  -d '{"version": 3, "expected_version": 2}'"""
    ) in page


def test_the_account_page_leads_to_it(viewer: Client) -> None:
    assert f'href="{PAGE}"' in text(viewer.get("/account"))


def test_it_takes_no_form(viewer: Client) -> None:
    response = viewer.post(PAGE)

    assert response.status_code == 405


def test_anonymous_is_sent_to_the_login(client: Client) -> None:
    assert client.get(PAGE)["Location"] == "/login?next=/api/docs"


def test_the_document_is_open_to_all(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")

    assert response["Content-Type"] == "application/json"
    assert response.json() == document()


def test_the_page_brings_no_script_or_style_of_its_own(page: str) -> None:
    content = page.partition("<main")[2].partition("</main>")[0]

    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", content)


class _Places(HTMLParser):
    """Collects the places of a page, and its links to them."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = set()
        self.ids = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if place := given.get("id"):
            self.places.add(place)
            self.ids += 1
        if (address := given.get("href") or "").startswith("#"):
            self.links.add(address.removeprefix("#"))
