"""Servers and clients that are killed in the middle of uploads."""

import pytest

from benchmarks import artifact_kills
from mldb.config import DatabaseConfig


@pytest.fixture(autouse=True)
def served() -> None:
    """Nothing is served in this process."""


def test_nothing_acknowledged_is_lost_and_nothing_is_half_visible(
    database_config: DatabaseConfig,
) -> None:
    assert database_config.dialect == "sqlite"
    counts = artifact_kills.run(database_config, 3)

    assert counts["clients"] == 3 * artifact_kills.CLIENTS
