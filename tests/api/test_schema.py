"""Whatever Schemathesis makes of the API's document, the API does what the document says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mldb.config import SQLiteConfig
from mldb.sync_db import default_database
from tests.api.filled import fill
from tools.live_site import ROOT, live_site

CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture
def token(sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Opens everything in a registry that the examples fit."""
    monkeypatch.setenv("SQLITE_DB_PATH", str(sqlite_config.db_path))
    default_database.cache_clear()
    yield fill()
    default_database().close()
    default_database.cache_clear()


def test_schemathesis_finds_nothing(sqlite_config: SQLiteConfig, token: str) -> None:
    """Examples, limits, random data and whole stories; all checks are on."""
    with live_site(sqlite_config.db_path) as address:
        run = subprocess.run(
            [
                *(
                    sys.executable,
                    "-m",
                    "schemathesis.cli",
                    f"--config-file={CONFIG}",
                    "--no-color",
                ),
                *("run", f"{address}/api/v1/openapi.json"),
            ],
            cwd=ROOT,
            env=os.environ | {"API_TOKEN": token},
            capture_output=True,
            text=True,
            check=False,
        )

    assert run.returncode == 0, run.stdout + run.stderr
