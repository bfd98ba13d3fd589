"""A process that uploads until it is killed, and writes down what was acknowledged."""

import os
from hashlib import sha256
from pathlib import Path

from mldb.config import ArtifactsConfig, DatabaseConfig
from mldb.schemas import ArtifactRead, Owner
from mldb.sync_db import Database, Registry

TURNS = 5_000
"""Nobody kills it if the test itself is killed."""


def upload_for_ever(
    config: DatabaseConfig, artifacts: ArtifactsConfig, run: str, name: str, log: Path
) -> None:
    """Upload new files, replace others, upload many at once and in parts.

    The name tells the files of several processes apart. The log begins with a line that says that
    uploads begin; each further line is a file's path and its digest.
    """
    with Database(config, artifacts=artifacts) as opened, log.open("w", buffering=1) as lines:
        registry, owner = Registry(opened, actor="alice"), Owner.run(run)

        def acknowledge(stored: ArtifactRead) -> None:
            lines.write(f"{stored.path} {stored.sha256}\n")

        lines.write("ready\n")
        for turn in range(TURNS):
            data = os.urandom(1 + turn % 7 * 700_000)
            files = {f"many/{name}-{turn}-{one}": os.urandom(50) for one in range(5)}
            acknowledge(registry.artifacts.put(owner, f"new/{name}-{turn}", data))
            acknowledge(registry.artifacts.put(owner, f"same/{turn % 3}", data[:1_000]))
            for stored in registry.artifacts.put_many(owner, files):
                acknowledge(stored)
            upload = registry.artifact_uploads.begin(owner, f"parts/{name}-{turn}")
            with registry.artifact_uploads.writing_part(upload.public_id, 1) as part:
                part.write(data)
            digest = sha256(data).hexdigest()
            acknowledge(registry.artifact_uploads.complete(upload.public_id, [1], digest))
