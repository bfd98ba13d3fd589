"""Processes that are killed while they upload: nothing acknowledged is lost, nothing is half."""

from pathlib import Path
from random import Random

from mldb.config import ArtifactsConfig, DatabaseConfig
from mldb.sync_db import Database, Registry
from mldb.values.enums import Verification
from tests.mldb.artifacts.crashing import kill_while_uploading

ROUNDS = 4


def test_killed_uploads_leave_no_row_without_its_bytes(
    config: DatabaseConfig, tmp_path: Path
) -> None:
    store = ArtifactsConfig(url=(tmp_path / "store").as_uri())
    with Database(config, artifacts=store) as database:
        registry = Registry(database, actor="alice")
        acknowledged = sum(kill_while_uploading(registry, store, ROUNDS, Random()))  # noqa: S311
        registry.artifact_care.collect_unreferenced()
        verified = [one.verification for one in registry.artifact_care.verify()]

    assert acknowledged > 0
    assert set(verified) == {Verification.INTACT}
