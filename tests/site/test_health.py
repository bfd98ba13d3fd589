"""Health checks for load balancers."""

import pytest
from django.test import Client

from mldb.config import SQLiteConfig
from mldb.errors import UNAVAILABLE
from mldb.sync_db import default_database


def test_healthz_answers_without_a_database(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_readyz_answers_when_the_database_does(client: Client, served: SQLiteConfig) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200


def test_readyz_says_that_something_is_wrong_and_the_log_says_what(
    client: Client, served: SQLiteConfig, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when the database was fine a moment ago."""
    client.get("/readyz")
    default_database().close()
    served.db_path.unlink()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content.decode() == f"{UNAVAILABLE}\n"
    assert "python -m mldb.migrate" in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(path: str, client: Client) -> None:
    response = client.post(path)

    assert response.status_code == 405


def test_an_unknown_address_is_told_in_words(client: Client) -> None:
    response = client.get("/nowhere")

    assert response.status_code == 404
