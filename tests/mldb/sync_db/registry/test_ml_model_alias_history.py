# Generated from tests/mldb/async_db/registry/test_ml_model_alias_history.py by `make twins`.
"""Aliases: which version they pointed to when."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest

from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    MLModelAliasMove,
    MLModelAliasRead,
    MLModelAliasRef,
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
    MLModelVersionRead,
)
from mldb.sync_db import MLModelAliasService, MLModelService, MLModelVersionService

CHAMPION = MLModelAliasRef(model_name="fraud", name="champion")
TICK = timedelta(microseconds=1)


def _to(version: int, name: str = "champion", model_name: str = "fraud") -> MLModelAliasMove:
    return MLModelAliasMove(model_name=model_name, name=name, version=version)


@pytest.fixture(autouse=True)
def two(model: MLModelRead, versions: MLModelVersionService) -> list[MLModelVersionRead]:
    """Versions 1 and 2 of the model."""
    data = MLModelVersionCreate(model_name="fraud", source="s3://bucket")
    return [versions.create(data) for _ in range(2)]


@pytest.fixture
def moved(aliases: MLModelAliasService, two: list[MLModelVersionRead]) -> list[MLModelAliasRead]:
    """`champion` pointed to version 1, then to 2, then nowhere; the newest assignment first."""
    aliases.move(_to(1))
    aliases.move(_to(2))
    aliases.remove(CHAMPION)
    return aliases.get_history("fraud", "champion")


def test_an_assignment_holds_from_its_start_up_to_its_end(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    second, first = moved
    assert first.ended_at is not None
    assert second.ended_at is not None

    assert aliases.get_as_of("fraud", "champion", first.started_at) == first
    assert aliases.get_as_of("fraud", "champion", first.ended_at - TICK) == first
    assert aliases.get_as_of("fraud", "champion", first.ended_at) == second
    assert aliases.get_as_of("fraud", "champion", second.ended_at - TICK) == second


def test_before_the_first_start_and_after_the_last_end_it_pointed_nowhere(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    second, first = moved
    assert second.ended_at is not None

    for at in (first.started_at - TICK, second.ended_at, datetime(9999, 12, 31, tzinfo=UTC)):
        with pytest.raises(NotFoundError, match="no alias 'fraud@champion'"):
            aliases.get_as_of("fraud", "champion", at)


def test_the_current_assignment_holds_from_now_on(aliases: MLModelAliasService) -> None:
    current = aliases.move(_to(1))

    assert aliases.get_as_of("fraud", "champion", current.started_at) == current
    future = current.started_at + timedelta(days=365)
    assert aliases.get_as_of("fraud", "champion", future) == current


class _Ahead(datetime):
    """A clock that runs ten days ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one
        return datetime.now(tz) + timedelta(days=10)


@pytest.mark.parametrize("moves", [1, 2])
def test_after_a_clock_ran_ahead_now_is_what_holds_now(
    aliases: MLModelAliasService,
    two: list[MLModelVersionRead],
    monkeypatch: pytest.MonkeyPatch,
    moves: int,
) -> None:
    for number in range(1, moves):
        aliases.move(_to(number))
    with monkeypatch.context() as clock:
        clock.setattr("mldb.sync_db.services.base.datetime", _Ahead)
        current = aliases.move(_to(moves))
    for later in (timedelta(), timedelta(days=3), timedelta(days=30)):
        at = datetime.now(UTC) + later

        assert aliases.get_as_of("fraud", "champion", at) == current
        assert aliases.get_all("fraud", at=at) == [current]
    after = aliases.move(_to(3 - moves))

    assert aliases.get_as_of("fraud", "champion", datetime.now(UTC)) == after
    assert after.started_at >= current.started_at


def test_a_moment_is_the_same_in_every_zone(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    first = moved[1]
    local = first.started_at.astimezone(timezone(timedelta(hours=-11)))

    assert aliases.get_as_of("fraud", "champion", local) == first


def test_a_time_without_zone_is_refused(aliases: MLModelAliasService) -> None:
    with pytest.raises(RuleViolationError, match="needs a time zone") as caught:
        aliases.get_as_of("fraud", "champion", datetime(2026, 3, 1))  # noqa: DTZ001  # the point

    assert caught.value.field == "at"


def test_the_number_survives_the_purge_of_the_version(
    aliases: MLModelAliasService,
    versions: MLModelVersionService,
    two: list[MLModelVersionRead],
    moved: list[MLModelAliasRead],
) -> None:
    _, first = moved
    versions.delete(two[0].id)
    versions.purge(two[0].id, "fraud/1")

    found = aliases.get_as_of("fraud", "champion", first.started_at)
    assert found == first.model_copy(update={"version_id": None})
    assert found.version_number == 1


def test_a_trashed_model_keeps_its_history(
    aliases: MLModelAliasService,
    models: MLModelService,
    model: MLModelRead,
    moved: list[MLModelAliasRead],
) -> None:
    models.delete(model.id)

    assert aliases.get_history("fraud") == moved
    assert aliases.get_as_of("fraud", "champion", moved[0].started_at) == moved[0]


def test_a_trashed_model_has_no_current_alias(
    aliases: MLModelAliasService,
    models: MLModelService,
    model: MLModelRead,
    moved: list[MLModelAliasRead],
) -> None:
    models.delete(model.id)

    assert aliases.get_all("fraud") == []
    with pytest.raises(NotFoundError):
        aliases.get("fraud", "champion")


@pytest.mark.parametrize("removed", [False, True])
def test_spans_never_overlap_when_the_clock_was_set_back(
    aliases: MLModelAliasService, monkeypatch: pytest.MonkeyPatch, *, removed: bool
) -> None:
    first = aliases.move(_to(1))
    past = first.started_at - timedelta(hours=1)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Any:
            return past

    monkeypatch.setattr("mldb.sync_db.services.base.datetime", Clock)
    if removed:
        aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))
    second = aliases.move(_to(2))

    ended = (aliases.get_history("fraud"))[1]
    assert ended.ended_at == first.started_at == second.started_at
    assert aliases.get_as_of("fraud", "champion", first.started_at) == second


def test_history_is_listed_with_the_newest_first(aliases: MLModelAliasService) -> None:
    aliases.move(_to(1))
    aliases.move(_to(1, "challenger"))
    aliases.move(_to(2))

    everything = aliases.get_history("fraud")
    of_alias = aliases.get_history("fraud", "champion")
    page = aliases.get_history("fraud", before=everything[0].id, limit=1)
    assert [(row.name, row.version_number) for row in everything] == [
        ("champion", 2),
        ("challenger", 1),
        ("champion", 1),
    ]
    assert [row.version_number for row in of_alias] == [2, 1]
    assert page == everything[1:2]


def test_current_aliases_are_listed_by_name(aliases: MLModelAliasService) -> None:
    for name in ("staging", "champion", "tried", "canary"):
        aliases.move(_to(1, name))
    aliases.remove(MLModelAliasRef(model_name="fraud", name="tried"))

    names = [alias.name for alias in aliases.get_all("fraud")]
    page = [alias.name for alias in aliases.get_all("fraud", skip=1, limit=1)]
    assert names == ["canary", "champion", "staging"]
    assert page == ["champion"]


def test_aliases_of_a_model_are_listed_as_they_were(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    second, first = moved
    shadow = aliases.move(_to(2, "a-shadow"))

    assert aliases.get_all("fraud", at=first.started_at - TICK) == []
    assert aliases.get_all("fraud", at=first.started_at) == [first]
    assert aliases.get_all("fraud", at=second.started_at) == [second]
    assert aliases.get_all("fraud", at=shadow.started_at) == [shadow]
    assert aliases.get_all("fraud", at=shadow.started_at, skip=1) == []
    with pytest.raises(RuleViolationError):
        aliases.get_all("fraud", at=datetime(2026, 3, 1))  # noqa: DTZ001  # the point
    with pytest.raises(NotFoundError):
        aliases.get_all("nobody", at=first.started_at)


def test_models_have_aliases_of_the_same_name(
    aliases: MLModelAliasService, models: MLModelService, versions: MLModelVersionService
) -> None:
    models.create(MLModelCreate(name="other"))
    versions.create(MLModelVersionCreate(model_name="other", source="s3://bucket"))
    aliases.move(_to(2))
    aliases.move(_to(1, model_name="other"))

    assert (aliases.get("fraud", "champion")).version_number == 2
    assert (aliases.get("other", "champion")).version_number == 1
    assert len(aliases.get_history("fraud")) == 1


def test_an_alias_that_never_was_has_no_history(aliases: MLModelAliasService) -> None:
    for name in ("champion", "\x00", "\ud800"):
        assert aliases.get_history("fraud", name) == []


def test_an_unknown_model_has_no_aliases(aliases: MLModelAliasService) -> None:
    with pytest.raises(NotFoundError, match="no model 'unknown'"):
        aliases.get_all("unknown")
    with pytest.raises(NotFoundError, match="no model 'unknown'"):
        aliases.get_history("unknown")
    with pytest.raises(NotFoundError, match="no alias 'unknown@champion'"):
        aliases.get("unknown", "champion")


def test_a_matrix_shows_where_aliases_point_or_pointed(
    aliases: MLModelAliasService,
    models: MLModelService,
    versions: MLModelVersionService,
    moved: list[MLModelAliasRead],
) -> None:
    models.create(MLModelCreate(name="alone"))
    models.create(MLModelCreate(name="spam"))
    versions.create(MLModelVersionCreate(model_name="spam", source="s3://bucket"))
    shadow = aliases.move(_to(1, "shadow"))
    other = aliases.move(_to(1, "shadow", "spam"))
    third = aliases.move(_to(1, "beta", "spam"))
    now = aliases.get_matrix()
    then = aliases.get_matrix(at=moved[0].started_at)

    assert now.names == ["shadow", "beta"]
    assert [(row.model_name, row.assignments) for row in now.rows] == [
        ("fraud", {"shadow": shadow}),
        ("spam", {"beta": third, "shadow": other}),
    ]
    assert [(row.model_name, row.assignments) for row in then.rows] == [
        ("fraud", {"champion": moved[0]})
    ]
    assert (aliases.get_matrix(at=moved[1].started_at - TICK)).rows == []


def test_a_matrix_comes_in_pages_or_of_one_model(
    aliases: MLModelAliasService, models: MLModelService, versions: MLModelVersionService
) -> None:
    for name in ("b", "a"):
        models.create(MLModelCreate(name=name))
        versions.create(MLModelVersionCreate(model_name=name, source="s3://bucket"))
        aliases.move(_to(1, model_name=name))
    first = aliases.get_matrix(limit=1)
    second = aliases.get_matrix(limit=1, after=first.next_after)
    one = aliases.get_matrix(model_name="b")

    assert [row.model_name for page in (first, second, one) for row in page.rows] == ["a", "b", "b"]
    assert (first.next_after, second.next_after) == ("a", None)
    assert (aliases.get_matrix(model_name="\x00")).rows == []


@pytest.mark.parametrize(
    ("containing", "alias", "expected"),
    [
        ("PAM", "", ["spam"]),
        ("hado", "", ["fraud"]),
        ("a", "", ["fraud", "spam"]),
        ("", "Champion", ["spam"]),
        ("frau", "champion", []),
        ("%", "", []),
        ("\0", "", []),
        ("", "none", []),
    ],
)
def test_a_matrix_is_searched_by_model_and_alias(
    aliases: MLModelAliasService,
    models: MLModelService,
    versions: MLModelVersionService,
    containing: str,
    alias: str,
    expected: list[str],
) -> None:
    models.create(MLModelCreate(name="spam"))
    versions.create(MLModelVersionCreate(model_name="spam", source="s3://bucket"))
    aliases.move(_to(1, "shadow"))
    aliases.move(_to(1, model_name="spam"))
    found = aliases.get_matrix(containing=containing, alias=alias)

    assert [row.model_name for row in found.rows] == expected
    assert found.model_count.number == len(expected)


def test_a_matrix_knows_the_numbers_of_all_its_pages(
    aliases: MLModelAliasService, models: MLModelService, versions: MLModelVersionService
) -> None:
    models.create(MLModelCreate(name="spam"))
    versions.create(MLModelVersionCreate(model_name="spam", source="s3://bucket"))
    for move in (_to(1, "shadow"), _to(1), _to(1, model_name="spam")):
        aliases.move(move)
    found = aliases.get_matrix(limit=1)

    assert (found.total, str(found.model_count)) == (3, "2")
    assert found.numbers == {"champion": 2, "shadow": 1}


def test_models_in_the_trash_are_in_no_matrix(
    aliases: MLModelAliasService, models: MLModelService, moved: list[MLModelAliasRead]
) -> None:
    models.delete(moved[0].model_id)

    assert (aliases.get_matrix(at=moved[0].started_at)).rows == []
