# Generated from tests/mldb/async_db/registry/readers/test_aliases.py by `make twins`.
"""The reader of aliases."""

from datetime import UTC, datetime, timedelta

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
)
from mldb.sync_db import (
    MLModelAliasReader,
    MLModelAliasService,
    MLModelService,
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


class TestDifferences:
    def test_an_alias_that_was_moved_made_or_removed(
        self, alias_reader: MLModelAliasReader, aliases: MLModelAliasService, ranked: MLModelRead
    ) -> None:
        start = (aliases.get("net", "champion")).started_at
        aliases.move(MLModelAliasMove(model_name="net", name="Champion", version=3))
        aliases.remove(MLModelAliasRef(model_name="net", name="shadow"))
        aliases.move(MLModelAliasMove(model_name="net", name="new", version=1))
        found = alias_reader.get_differences(start)
        (row,) = found.rows

        assert (row.model_name, found.next_after) == ("net", None)
        assert [
            (
                one.name,
                one.before and one.before.version_number,
                one.after and one.after.version_number,
            )
            for one in row.differences
        ] == [("champion", 2, 3), ("new", None, 1), ("shadow", 3, None)]

    def test_a_removed_alias_tells_its_last_assignment(
        self, alias_reader: MLModelAliasReader, aliases: MLModelAliasService, ranked: MLModelRead
    ) -> None:
        start = (aliases.get("net", "champion")).started_at
        aliases.move(MLModelAliasMove(model_name="net", name="champion", version=3))
        champion = MLModelAliasRef(model_name="net", name="champion")
        aliases.remove(champion, reason="Retired")
        (row,) = (alias_reader.get_differences(start, datetime.now(UTC))).rows
        (one,) = row.differences

        assert one.before is not None
        assert one.last is not None
        assert (one.before.version_number, one.after) == (2, None)
        assert (one.last.version_number, one.last.end_reason) == (3, "Retired")

    def test_nothing_differs_between_equal_times(
        self, alias_reader: MLModelAliasReader, ranked: MLModelRead
    ) -> None:
        now = datetime.now(UTC)

        assert (alias_reader.get_differences(now)).rows == []
        assert (alias_reader.get_differences(now, now)).rows == []

    def test_they_come_in_pages_and_without_models_in_the_trash(
        self,
        alias_reader: MLModelAliasReader,
        models: MLModelService,
        versions: MLModelVersionService,
        aliases: MLModelAliasService,
    ) -> None:
        for name in ("b", "c", "a"):
            model = models.create(MLModelCreate(name=name))
            versions.create(MLModelVersionCreate(model_name=name, source="s3://b/1"))
            aliases.move(MLModelAliasMove(model_name=name, name="champion", version=1))
            if name == "c":
                aliases.remove(MLModelAliasRef(model_name=name, name="champion"))
                models.delete(model.id)
        start = (aliases.get_history("c"))[0].started_at
        aliases.remove(MLModelAliasRef(model_name="b", name="champion"))
        first = alias_reader.get_differences(start, limit=1)
        second = alias_reader.get_differences(start, after=first.next_after, limit=1)

        assert [(one.rows[0].model_name, one.next_after) for one in (first, second)] == [
            ("a", "a"),
            ("b", None),
        ]
        assert (alias_reader.get_differences(start, after="\0")).rows == []

    def test_times_have_a_zone(self, alias_reader: MLModelAliasReader) -> None:
        now = datetime.now(UTC)
        without = datetime(2026, 1, 1)  # noqa: DTZ001  # on purpose
        for times in ((without, now), (now, without)):
            with pytest.raises(RuleViolationError):
                alias_reader.get_differences(*times)


def test_live_versions_that_are_newer_are_counted(
    alias_reader: MLModelAliasReader, versions: MLModelVersionService, ranked: MLModelRead
) -> None:
    ids = [(versions.get_by_number("net", number)).id for number in (1, 2, 3)]
    versions.create(MLModelVersionCreate(model_name="net", source="s3://b/4"))
    versions.delete((versions.get_by_number("net", 4)).id)
    newer = alias_reader.get_newer([*ids, 10**9])

    assert {version_id: str(count) for version_id, count in newer.items()} == dict(
        zip(ids, ("2", "1", "0"), strict=True)
    )
    assert alias_reader.get_newer([]) == {}
    with pytest.raises(RuleViolationError):
        alias_reader.get_newer(range(1_001))
