"""The README's request to the API gets the promised response."""

import json
import os
import subprocess

from mldb.config import SQLiteConfig
from tests.api.filled import fill
from tests.repo.test_readme import blocks
from tools.live_site import live_site


def test_the_request_succeeds(sqlite_config: SQLiteConfig) -> None:
    token = fill()
    _, request = blocks("sh")
    _, curl = request.split("\n", 1)
    with live_site(sqlite_config.db_path) as url:
        output = subprocess.run(
            ["sh", "-ec", curl.replace("http://127.0.0.1:8000", url)],
            env=os.environ | {"MODELBOOK_TOKEN": token},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    alias = json.loads(output)
    assert alias["version"]["number"] == alias["version_number"]
    assert alias["version"]["metrics"]
