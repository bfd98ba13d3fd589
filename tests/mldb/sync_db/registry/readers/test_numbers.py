# Generated from tests/mldb/async_db/registry/readers/test_numbers.py by `make twins`.
"""Numbers of the whole registry."""

from datetime import UTC, datetime, timedelta

import pytest

from mldb.errors import RuleViolationError
from mldb.schemas import MLModelRead, MLModelVersionCreate, RegistryNumbers
from mldb.sync_db import MLModelService, MLModelVersionService, NumberReader
from mldb.values.enums import VersionStatus


@pytest.fixture
def numbers(models: MLModelService) -> NumberReader:
    return NumberReader(models.database)


def test_moves_and_versions_outside_the_trash_are_counted(
    numbers: NumberReader,
    models: MLModelService,
    versions: MLModelVersionService,
    ranked: MLModelRead,
    model: MLModelRead,
) -> None:
    for name in ("net", "fraud"):
        for status in (VersionStatus.PENDING, VersionStatus.FAILED, VersionStatus.FAILED):
            versions.create(MLModelVersionCreate(model_name=name, source="s3://b/1", status=status))
    versions.delete((versions.get_by_number("net", 6)).id)
    models.delete(model.id)
    now = datetime.now(UTC)

    assert numbers.get(now - timedelta(days=1)) == RegistryNumbers(2, 1, 1)
    assert numbers.get(now + timedelta(days=1)) == RegistryNumbers(0, 1, 1)


def test_a_time_has_a_zone(numbers: NumberReader) -> None:
    with pytest.raises(RuleViolationError):
        numbers.get(datetime(2026, 1, 1))  # noqa: DTZ001  # on purpose
