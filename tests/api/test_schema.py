"""The API conforms to its document in every request that Schemathesis derives from it."""

import os
import subprocess
import sys
from pathlib import Path

from mldb.config import SQLiteConfig
from tests.api.filled import fill
from tools.live_site import ROOT, live_site

CONFIG = Path(__file__).with_name("schemathesis.toml")
COMMAND = [sys.executable, "-m", "schemathesis.cli", f"--config-file={CONFIG}", "--no-color"]


def test_schemathesis_finds_nothing(sqlite_config: SQLiteConfig) -> None:
    """Examples, limits, random data and whole stories; all checks are on."""
    token = fill()
    with live_site(sqlite_config.db_path) as url:
        run = subprocess.run(
            [*COMMAND, "run", f"{url}/api/v1/openapi.json"],
            cwd=ROOT,
            env=os.environ | {"API_TOKEN": token},
            capture_output=True,
            text=True,
            check=False,
        )

    assert run.returncode == 0, run.stdout + run.stderr
