"""Health checks for load balancers."""

import asyncio

import pytest
from django.test import Client

from mldb import async_db
from mldb.config import SQLiteConfig
from mldb.errors import BUSY, UNAVAILABLE
from mldb.sync_db import default_database
from registry_app.serving import health


def test_healthz_answers_without_a_database(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_readyz_answers_when_the_database_does(client: Client, served: SQLiteConfig) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200


def test_readyz_tells_strangers_no_place_and_the_log_what_is_wrong(
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


def test_readyz_answers_in_time_when_the_database_does_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(_: object) -> None:
        await asyncio.sleep(3600)

    monkeypatch.setattr(health, "READY_SECONDS", 0.1)
    monkeypatch.setattr(async_db.Database, "check", wait)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content.decode() == f"{BUSY}\n"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(path: str, client: Client) -> None:
    response = client.post(path)

    assert response.status_code == 405


def test_an_unknown_address_is_told_in_words(client: Client) -> None:
    response = client.get("/nowhere")

    assert response.status_code == 404
