"""Kills processes that upload files, many times, and checks after each time that nothing was lost.

Usage: `python -m tools.kill_uploads [ROUNDS]`, by default 200. A test has four rounds.
"""

import sys
import tempfile
from pathlib import Path
from random import Random

from mldb.config import ArtifactsConfig, SQLiteConfig
from mldb.migrate import migrate
from mldb.sync_db import Database, Registry
from tests.mldb.artifacts.crashing import kill_while_uploading


def main(rounds: int) -> None:
    """Print how many files were acknowledged; fail at the first that is not whole."""
    with tempfile.TemporaryDirectory() as folder:
        config = SQLiteConfig(db_path=Path(folder) / "modelbook.db")
        migrate(config)
        artifacts = ArtifactsConfig(url=(Path(folder) / "artifacts").as_uri())
        with Database(config, artifacts=artifacts) as database:
            registry = Registry(database, actor="alice")
            counts = kill_while_uploading(registry, artifacts, rounds, Random())  # noqa: S311
            for turn, count in enumerate(counts, start=1):
                print(f"Round {turn}: {count} files acknowledged, all of them whole.", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
