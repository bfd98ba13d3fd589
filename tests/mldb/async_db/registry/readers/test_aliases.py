"""The reader of aliases."""

from datetime import UTC, datetime, timedelta

import pytest

from mldb.async_db import (
    MLModelAliasReader,
    MLModelAliasService,
    MLModelVersionReader,
    MLModelVersionService,
)
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLModelAliasMove, MLModelRead


@pytest.fixture
def alias_reader(aliases: MLModelAliasService) -> MLModelAliasReader:
    return MLModelAliasReader(aliases.database)


async def test_an_alias_comes_with_its_version(
    alias_reader: MLModelAliasReader, version_reader: MLModelVersionReader, ranked: MLModelRead
) -> None:
    found = await alias_reader.get("net", "CHAMPION")

    assert (found.name, found.version_number) == ("champion", 2)
    assert found.version == await version_reader.get("net", 2)


async def test_a_past_assignment_comes_without_a_version_in_the_trash(
    alias_reader: MLModelAliasReader,
    aliases: MLModelAliasService,
    versions: MLModelVersionService,
    ranked: MLModelRead,
) -> None:
    at = (await alias_reader.get("net", "champion")).started_at
    await aliases.move(MLModelAliasMove(model_name="net", name="champion", version=1))
    await versions.delete((await versions.get_by_number("net", 2)).id)
    found = await alias_reader.get("net", "champion", at=at)

    assert (found.version_number, found.version) == (2, None)


@pytest.mark.parametrize(
    ("model_name", "name"), [("net", "none"), ("none", "champion"), ("", "\0")]
)
async def test_a_missing_alias_is_not_found(
    alias_reader: MLModelAliasReader, ranked: MLModelRead, model_name: str, name: str
) -> None:
    with pytest.raises(NotFoundError):
        await alias_reader.get(model_name, name)


async def test_a_time_is_in_the_past_of_the_alias_and_has_a_zone(
    alias_reader: MLModelAliasReader, ranked: MLModelRead
) -> None:
    with pytest.raises(NotFoundError):
        await alias_reader.get("net", "champion", at=datetime.now(UTC) - timedelta(days=1))
    with pytest.raises(RuleViolationError):
        await alias_reader.get("net", "champion", at=datetime(2026, 1, 1))  # noqa: DTZ001  # on purpose
