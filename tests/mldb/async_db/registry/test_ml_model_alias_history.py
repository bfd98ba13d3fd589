"""Aliases: which version they pointed to when."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest

from mldb.async_db import MLModelAliasService, MLModelService, MLModelVersionService
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

CHAMPION = MLModelAliasRef(model_name="fraud", name="champion")
TICK = timedelta(microseconds=1)


def _to(version: int, name: str = "champion", model_name: str = "fraud") -> MLModelAliasMove:
    return MLModelAliasMove(model_name=model_name, name=name, version=version)


@pytest.fixture(autouse=True)
async def two(model: MLModelRead, versions: MLModelVersionService) -> list[MLModelVersionRead]:
    """Versions 1 and 2 of the model."""
    data = MLModelVersionCreate(model_name="fraud", source="s3://bucket")
    return [await versions.create(data) for _ in range(2)]


@pytest.fixture
async def moved(
    aliases: MLModelAliasService, two: list[MLModelVersionRead]
) -> list[MLModelAliasRead]:
    """`champion` pointed to version 1, then to 2, then nowhere; the newest assignment first."""
    await aliases.move(_to(1))
    await aliases.move(_to(2))
    await aliases.remove(CHAMPION)
    return await aliases.get_history("fraud", "champion")


async def test_an_assignment_holds_from_its_start_up_to_its_end(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    second, first = moved
    assert first.ended_at is not None
    assert second.ended_at is not None

    assert await aliases.get_as_of("fraud", "champion", first.started_at) == first
    assert await aliases.get_as_of("fraud", "champion", first.ended_at - TICK) == first
    assert await aliases.get_as_of("fraud", "champion", first.ended_at) == second
    assert await aliases.get_as_of("fraud", "champion", second.ended_at - TICK) == second


async def test_before_the_first_start_and_after_the_last_end_it_pointed_nowhere(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    second, first = moved
    assert second.ended_at is not None

    for at in (first.started_at - TICK, second.ended_at, datetime(9999, 12, 31, tzinfo=UTC)):
        with pytest.raises(NotFoundError, match="no alias 'fraud@champion'"):
            await aliases.get_as_of("fraud", "champion", at)


async def test_the_current_assignment_holds_from_now_on(aliases: MLModelAliasService) -> None:
    current = await aliases.move(_to(1))

    assert await aliases.get_as_of("fraud", "champion", current.started_at) == current
    future = current.started_at + timedelta(days=365)
    assert await aliases.get_as_of("fraud", "champion", future) == current


class _Ahead(datetime):
    """A clock that runs ten days ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one
        return datetime.now(tz) + timedelta(days=10)


@pytest.mark.parametrize("moves", [1, 2])
async def test_after_a_clock_ran_ahead_now_is_what_holds_now(
    aliases: MLModelAliasService,
    two: list[MLModelVersionRead],
    monkeypatch: pytest.MonkeyPatch,
    moves: int,
) -> None:
    for number in range(1, moves):
        await aliases.move(_to(number))
    with monkeypatch.context() as clock:
        clock.setattr("mldb.async_db.services.base.datetime", _Ahead)
        current = await aliases.move(_to(moves))
    for later in (timedelta(), timedelta(days=3), timedelta(days=30)):
        at = datetime.now(UTC) + later

        assert await aliases.get_as_of("fraud", "champion", at) == current
        assert await aliases.get_all("fraud", at=at) == [current]
    after = await aliases.move(_to(3 - moves))

    assert await aliases.get_as_of("fraud", "champion", datetime.now(UTC)) == after
    assert after.started_at >= current.started_at


async def test_a_moment_is_the_same_in_every_zone(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    first = moved[1]
    local = first.started_at.astimezone(timezone(timedelta(hours=-11)))

    assert await aliases.get_as_of("fraud", "champion", local) == first


async def test_a_time_without_zone_is_refused(aliases: MLModelAliasService) -> None:
    with pytest.raises(RuleViolationError, match="needs a time zone") as caught:
        await aliases.get_as_of("fraud", "champion", datetime(2026, 3, 1))  # noqa: DTZ001  # the point

    assert caught.value.field == "at"


async def test_the_number_survives_the_purge_of_the_version(
    aliases: MLModelAliasService,
    versions: MLModelVersionService,
    two: list[MLModelVersionRead],
    moved: list[MLModelAliasRead],
) -> None:
    _, first = moved
    await versions.delete(two[0].id)
    await versions.purge(two[0].id, "fraud/1")

    found = await aliases.get_as_of("fraud", "champion", first.started_at)
    assert found == first.model_copy(update={"version_id": None})
    assert found.version_number == 1


async def test_a_trashed_model_keeps_its_history(
    aliases: MLModelAliasService,
    models: MLModelService,
    model: MLModelRead,
    moved: list[MLModelAliasRead],
) -> None:
    await models.delete(model.id)

    assert await aliases.get_history("fraud") == moved
    assert await aliases.get_as_of("fraud", "champion", moved[0].started_at) == moved[0]


async def test_a_trashed_model_has_no_current_alias(
    aliases: MLModelAliasService,
    models: MLModelService,
    model: MLModelRead,
    moved: list[MLModelAliasRead],
) -> None:
    await models.delete(model.id)

    assert await aliases.get_all("fraud") == []
    with pytest.raises(NotFoundError):
        await aliases.get("fraud", "champion")


@pytest.mark.parametrize("removed", [False, True])
async def test_spans_never_overlap_when_the_clock_was_set_back(
    aliases: MLModelAliasService, monkeypatch: pytest.MonkeyPatch, *, removed: bool
) -> None:
    first = await aliases.move(_to(1))
    past = first.started_at - timedelta(hours=1)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Any:
            return past

    monkeypatch.setattr("mldb.async_db.services.base.datetime", Clock)
    if removed:
        await aliases.remove(MLModelAliasRef(model_name="fraud", name="champion"))
    second = await aliases.move(_to(2))

    ended = (await aliases.get_history("fraud"))[1]
    assert ended.ended_at == first.started_at == second.started_at
    assert await aliases.get_as_of("fraud", "champion", first.started_at) == second


async def test_history_is_listed_with_the_newest_first(aliases: MLModelAliasService) -> None:
    await aliases.move(_to(1))
    await aliases.move(_to(1, "challenger"))
    await aliases.move(_to(2))

    everything = await aliases.get_history("fraud")
    of_alias = await aliases.get_history("fraud", "champion")
    page = await aliases.get_history("fraud", before=everything[0].id, limit=1)
    assert [(row.name, row.version_number) for row in everything] == [
        ("champion", 2),
        ("challenger", 1),
        ("champion", 1),
    ]
    assert [row.version_number for row in of_alias] == [2, 1]
    assert page == everything[1:2]


async def test_current_aliases_are_listed_by_name(aliases: MLModelAliasService) -> None:
    for name in ("staging", "champion", "tried", "canary"):
        await aliases.move(_to(1, name))
    await aliases.remove(MLModelAliasRef(model_name="fraud", name="tried"))

    names = [alias.name for alias in await aliases.get_all("fraud")]
    page = [alias.name for alias in await aliases.get_all("fraud", skip=1, limit=1)]
    assert names == ["canary", "champion", "staging"]
    assert page == ["champion"]


async def test_aliases_of_a_model_are_listed_as_they_were(
    aliases: MLModelAliasService, moved: list[MLModelAliasRead]
) -> None:
    second, first = moved
    shadow = await aliases.move(_to(2, "a-shadow"))

    assert await aliases.get_all("fraud", at=first.started_at - TICK) == []
    assert await aliases.get_all("fraud", at=first.started_at) == [first]
    assert await aliases.get_all("fraud", at=second.started_at) == [second]
    assert await aliases.get_all("fraud", at=shadow.started_at) == [shadow]
    assert await aliases.get_all("fraud", at=shadow.started_at, skip=1) == []
    with pytest.raises(RuleViolationError):
        await aliases.get_all("fraud", at=datetime(2026, 3, 1))  # noqa: DTZ001  # the point
    with pytest.raises(NotFoundError):
        await aliases.get_all("nobody", at=first.started_at)


async def test_models_have_aliases_of_the_same_name(
    aliases: MLModelAliasService, models: MLModelService, versions: MLModelVersionService
) -> None:
    await models.create(MLModelCreate(name="other"))
    await versions.create(MLModelVersionCreate(model_name="other", source="s3://bucket"))
    await aliases.move(_to(2))
    await aliases.move(_to(1, model_name="other"))

    assert (await aliases.get("fraud", "champion")).version_number == 2
    assert (await aliases.get("other", "champion")).version_number == 1
    assert len(await aliases.get_history("fraud")) == 1


async def test_an_alias_that_never_was_has_no_history(aliases: MLModelAliasService) -> None:
    for name in ("champion", "\x00", "\ud800"):
        assert await aliases.get_history("fraud", name) == []


async def test_an_unknown_model_has_no_aliases(aliases: MLModelAliasService) -> None:
    with pytest.raises(NotFoundError, match="no model 'unknown'"):
        await aliases.get_all("unknown")
    with pytest.raises(NotFoundError, match="no model 'unknown'"):
        await aliases.get_history("unknown")
    with pytest.raises(NotFoundError, match="no alias 'unknown@champion'"):
        await aliases.get("unknown", "champion")


async def test_a_matrix_shows_where_aliases_point_or_pointed(
    aliases: MLModelAliasService,
    models: MLModelService,
    versions: MLModelVersionService,
    moved: list[MLModelAliasRead],
) -> None:
    await models.create(MLModelCreate(name="alone"))
    await models.create(MLModelCreate(name="spam"))
    await versions.create(MLModelVersionCreate(model_name="spam", source="s3://bucket"))
    shadow = await aliases.move(_to(1, "shadow"))
    other = await aliases.move(_to(1, "shadow", "spam"))
    third = await aliases.move(_to(1, "beta", "spam"))
    now = await aliases.get_matrix()
    then = await aliases.get_matrix(at=moved[0].started_at)

    assert now.names == ["shadow", "beta"]
    assert [(row.model_name, row.assignments) for row in now.rows] == [
        ("fraud", {"shadow": shadow}),
        ("spam", {"beta": third, "shadow": other}),
    ]
    assert [(row.model_name, row.assignments) for row in then.rows] == [
        ("fraud", {"champion": moved[0]})
    ]
    assert (await aliases.get_matrix(at=moved[1].started_at - TICK)).rows == []


async def test_a_matrix_comes_in_pages_or_of_one_model(
    aliases: MLModelAliasService, models: MLModelService, versions: MLModelVersionService
) -> None:
    for name in ("b", "a"):
        await models.create(MLModelCreate(name=name))
        await versions.create(MLModelVersionCreate(model_name=name, source="s3://bucket"))
        await aliases.move(_to(1, model_name=name))
    first = await aliases.get_matrix(limit=1)
    second = await aliases.get_matrix(limit=1, after=first.next_after)
    one = await aliases.get_matrix(model_name="b")

    assert [row.model_name for page in (first, second, one) for row in page.rows] == ["a", "b", "b"]
    assert (first.next_after, second.next_after) == ("a", None)
    assert (await aliases.get_matrix(model_name="\x00")).rows == []


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
async def test_a_matrix_is_searched_by_model_and_alias(
    aliases: MLModelAliasService,
    models: MLModelService,
    versions: MLModelVersionService,
    containing: str,
    alias: str,
    expected: list[str],
) -> None:
    await models.create(MLModelCreate(name="spam"))
    await versions.create(MLModelVersionCreate(model_name="spam", source="s3://bucket"))
    await aliases.move(_to(1, "shadow"))
    await aliases.move(_to(1, model_name="spam"))
    found = await aliases.get_matrix(containing=containing, alias=alias)

    assert [row.model_name for row in found.rows] == expected
    assert found.model_count.number == len(expected)


async def test_a_matrix_knows_the_numbers_of_all_its_pages(
    aliases: MLModelAliasService, models: MLModelService, versions: MLModelVersionService
) -> None:
    await models.create(MLModelCreate(name="spam"))
    await versions.create(MLModelVersionCreate(model_name="spam", source="s3://bucket"))
    for move in (_to(1, "shadow"), _to(1), _to(1, model_name="spam")):
        await aliases.move(move)
    found = await aliases.get_matrix(limit=1)

    assert (found.total, str(found.model_count)) == (3, "2")
    assert found.numbers == {"champion": 2, "shadow": 1}


async def test_models_in_the_trash_are_in_no_matrix(
    aliases: MLModelAliasService, models: MLModelService, moved: list[MLModelAliasRead]
) -> None:
    await models.delete(moved[0].model_id)

    assert (await aliases.get_matrix(at=moved[0].started_at)).rows == []
