"""Strangers learn nothing of the host, its files and its settings while the database is away."""

from pathlib import Path

import pytest
from django.test import Client

from mldb import async_db
from mldb.config import SQLiteConfig
from mldb.errors import UNAVAILABLE
from mldb.sync_db import default_database
from tests.web.console import console
from tests.web.page import text

HIDDEN = ("modelbook.db", "SQLITE_", "POSTGRES_", "127.0.0.1", "secretbase", "mldb.migrate")


@pytest.fixture(params=["no file", "no schema", "no server"])
def away(
    request: pytest.FixtureRequest, served: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that can't be used, in several ways."""
    default_database().close()
    served.db_path.unlink()
    if request.param == "no schema":
        served.db_path.write_bytes(b"")
    if request.param == "no server":
        for name, value in {"HOST": "127.0.0.1", "PORT": "1", "DATABASE": "secretbase"}.items():
            monkeypatch.setenv(f"POSTGRES_{name}", value)
        for database in (default_database, async_db.default_database):
            database.cache_clear()


@pytest.mark.parametrize(
    "path", ["/readyz", "/", "/login", "/models", "/api/v1/models", "/api/docs"]
)
def test_a_response_names_no_place_and_no_setting(
    admin: Client, away: None, path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = console(monkeypatch)
    response = admin.get(path)

    assert response.status_code == 503
    assert UNAVAILABLE in text(response)
    assert not [word for word in (*HIDDEN, str(tmp_path)) if word in text(response)]
    assert f"[{response['X-Request-ID']}] registry_app.core.unavailable: " in log.getvalue()
    assert any(word in log.getvalue() for word in HIDDEN)
