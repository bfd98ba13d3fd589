"""A program that uploads until it is killed; each line that it prints is acknowledged.

Arguments: the URL of the store, the id of the run, a number that tells programs apart, and the
database file, or the name of a PostgreSQL database.
"""

import os
import sys
from hashlib import sha256
from itertools import count
from pathlib import Path

from mldb.config import ArtifactsConfig, DatabaseConfig, SQLiteConfig
from mldb.schemas import Owner
from mldb.sync_db import Database, Registry
from tools.postgres import postgres_config


def main(url: str, run: str, number: str, database: str) -> None:
    """Upload new files, replace others, upload many at once and in parts."""
    with Database(config_of(database), artifacts=ArtifactsConfig(url=url)) as opened:
        registry, owner = Registry(opened, actor="alice"), Owner.run(run)
        print("ready", flush=True)
        for turn in count():
            data = os.urandom(1 + turn % 7 * 700_000)
            files = {f"many/{number}-{turn}-{one}": os.urandom(50) for one in range(5)}
            say(registry.artifacts.put(owner, f"new/{number}-{turn}", data))
            say(registry.artifacts.put(owner, f"same/{turn % 3}", data[:1_000]))
            for stored in registry.artifacts.put_many(owner, files):
                say(stored)
            upload = registry.artifact_uploads.begin(owner, f"parts/{number}-{turn}")
            with registry.artifact_uploads.writing_part(upload.public_id, 1) as part:
                part.write(data)
            say(registry.artifact_uploads.complete(upload.public_id, [1], sha256(data).hexdigest()))


def config_of(database: str) -> DatabaseConfig:
    """Settings of the database: an absolute path, or a name on the server for tests."""
    if Path(database).is_absolute():
        return SQLiteConfig(db_path=Path(database))
    server = postgres_config()
    assert server is not None
    return server.model_copy(update={"database": database})


def say(stored: object) -> None:
    """Acknowledge a file."""
    print(getattr(stored, "path", ""), getattr(stored, "sha256", ""), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
