# Generated from tests/mldb/async_db/registry/readers/test_aliases.py by `make twins`.
"""The reader of aliases."""

from datetime import UTC, datetime, timedelta

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import MLModelAliasMove, MLModelRead
from mldb.sync_db import (
    MLModelAliasReader,
    MLModelAliasService,
    MLModelVersionReader,
    MLModelVersionService,
)


@pytest.fixture
def alias_reader(aliases: MLModelAliasService) -> MLModelAliasReader:
    return MLModelAliasReader(aliases.database)


def test_an_alias_comes_with_its_version(
    alias_reader: MLModelAliasReader, version_reader: MLModelVersionReader, ranked: MLModelRead
) -> None:
    found = alias_reader.get("net", "CHAMPION")

    assert (found.name, found.version_number) == ("champion", 2)
    assert found.version == version_reader.get("net", 2)


def test_a_past_assignment_comes_without_a_version_in_the_trash(
    alias_reader: MLModelAliasReader,
    aliases: MLModelAliasService,
    versions: MLModelVersionService,
    ranked: MLModelRead,
) -> None:
    at = (alias_reader.get("net", "champion")).started_at
    aliases.move(MLModelAliasMove(model_name="net", name="champion", version=1))
    versions.delete((versions.get_by_number("net", 2)).id)
    found = alias_reader.get("net", "champion", at=at)

    assert (found.version_number, found.version) == (2, None)


@pytest.mark.parametrize(
    ("model_name", "name"), [("net", "none"), ("none", "champion"), ("", "\0")]
)
def test_a_missing_alias_is_not_found(
    alias_reader: MLModelAliasReader, ranked: MLModelRead, model_name: str, name: str
) -> None:
    with pytest.raises(NotFoundError):
        alias_reader.get(model_name, name)


def test_a_time_is_in_the_past_of_the_alias_and_has_a_zone(
    alias_reader: MLModelAliasReader, ranked: MLModelRead
) -> None:
    with pytest.raises(NotFoundError):
        alias_reader.get("net", "champion", at=datetime.now(UTC) - timedelta(days=1))
    with pytest.raises(RuleViolationError):
        alias_reader.get("net", "champion", at=datetime(2026, 1, 1))  # noqa: DTZ001  # on purpose
