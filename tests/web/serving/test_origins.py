"""A form that counts as sent from elsewhere: what doesn't agree, and where to set it right."""

from typing import Any

import pytest
from django.test import Client

from tests.web.page import hidden, seen

SENT = {"username": "ann", "password": "wrong"}


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def log_in(client: Client, **headers: str) -> Any:
    page = client.get("/login")
    token = hidden(page, "csrfmiddlewaretoken")
    return client.post("/login", SENT | {"csrfmiddlewaretoken": token}, headers=headers)


def test_a_proxy_on_another_port_is_told_what_does_not_agree(strict: Client) -> None:
    response = log_in(strict, origin="https://testserver:8443")

    assert response.status_code == 403
    assert "from https://testserver:8443, but the site was asked as http://testserver." in seen(
        response
    )
    assert "SITE_TRUSTED_ORIGINS" in seen(response)


def test_a_trusted_origin_is_let_through(strict: Client, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://testserver:8443"]

    assert log_in(strict, origin="https://testserver:8443").status_code == 422


def test_the_sites_own_origin_is_let_through(strict: Client) -> None:
    assert log_in(strict, origin="http://testserver").status_code == 422


def test_a_hidden_origin_is_told_apart(strict: Client) -> None:
    response = log_in(strict, origin="null")

    assert response.status_code == 403
    assert "hides from which page" in seen(response)


@pytest.mark.parametrize("origin", ["<script>", "http://[", "https://" + "x" * 5_000, "é"])
def test_nonsense_is_refused_in_words(strict: Client, origin: str) -> None:
    response = log_in(strict, origin=origin)

    assert response.status_code == 403
    assert "<script>alert" not in response.content.decode()
    assert len(seen(response)) < 2_000


def test_a_missing_token_keeps_its_own_advice(strict: Client) -> None:
    response = strict.post("/login", SENT, headers={"origin": "http://testserver"})

    assert response.status_code == 403
    assert "cookies must be allowed" in seen(response)


def test_https_without_any_sender_is_told(strict: Client) -> None:
    page = strict.get("/login", secure=True)
    token = hidden(page, "csrfmiddlewaretoken")
    response = strict.post("/login", SENT | {"csrfmiddlewaretoken": token}, secure=True)

    assert response.status_code == 403
    assert "Let it send Origin or Referer" in seen(response)


def test_the_api_says_so_too(viewer: Client) -> None:
    viewer.handler.enforce_csrf_checks = True
    response = viewer.post(
        "/api/v1/views", "{}", content_type="application/json", headers={"origin": "https://a"}
    )

    assert response.status_code == 403
    assert "from https://a, but the site was asked as" in response.json()["detail"]
