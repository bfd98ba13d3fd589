"""Programs that are killed while they upload: nothing acknowledged is lost, nothing is half."""

from pathlib import Path
from random import Random

from mldb.config import ArtifactsConfig, DatabaseConfig
from mldb.sync_db import Database, Registry
from tests.mldb.artifacts.crashing import kill_while_uploading

ROUNDS = 3


def test_killed_uploads_leave_no_row_without_its_bytes(
    config: DatabaseConfig, tmp_path: Path
) -> None:
    store = ArtifactsConfig(url=(tmp_path / "store").as_uri())
    with Database(config, artifacts=store) as database:
        registry = Registry(database, actor="alice")
        kill_while_uploading(registry, ROUNDS, Random(13))
        registry.artifact_care.collect_unreferenced()
        verified = [one.verification for one in registry.artifact_care.verify()]

    assert set(verified) <= {"intact"}
