"""The README's requests to the API get the promised responses."""

import json
import os
import subprocess
from typing import Any

from mldb.config import SQLiteConfig
from tests.api.filled import fill
from tests.repo.test_readme import blocks
from tools.live_site import live_site


def test_the_requests_succeed(sqlite_config: SQLiteConfig) -> None:
    token = fill()
    _, request, log, _ = blocks("sh")
    _, curl = request.split("\n", 1)
    with live_site(sqlite_config.db_path) as url:
        alias, receipt = (_output(one, url, token) for one in (curl, log))

    assert alias["version"]["number"] == alias["version_number"]
    assert alias["version"]["metrics"]
    assert receipt == {"points": 1, "params": 0, "tags": 0}


def _output(commands: str, url: str, token: str) -> Any:
    """The response to the last request."""
    output = subprocess.run(
        ["sh", "-ec", commands.replace("http://127.0.0.1:8000", url)],
        env=os.environ | {"MODELBOOK_TOKEN": token},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return json.loads(output)
