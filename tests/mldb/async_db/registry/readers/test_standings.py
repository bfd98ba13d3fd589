"""How good models and versions are, by their primary metric."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from mldb.async_db import (
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
    StandingReader,
)
from mldb.errors import RuleViolationError
from mldb.schemas import (
    MetricGoal,
    MLModelAliasMove,
    MLModelAliasRef,
    MLModelCreate,
    MLModelRead,
    MLModelVersionCreate,
    VersionValue,
)
from mldb.statements.registry.readers.standings import RECENT
from mldb.values.enums import Goal
from tests.web.statements import statements

Register = Callable[..., Any]


@pytest.fixture
def register(models: MLModelService, versions: MLModelVersionService) -> Register:
    """Registers a model with versions of these values of its primary metric; None: without."""

    async def registered(
        name: str, values: Sequence[float | None], goal: Goal = Goal.MAXIMIZE
    ) -> None:
        await models.create(
            MLModelCreate(name=name, primary_metric="auc", primary_metric_goal=goal)
        )
        metrics = [{} if value is None else {"auc": value} for value in values]
        await versions.create_many(
            [
                MLModelVersionCreate(model_name=name, source="s3://b", metrics={"f1": 0.5} | own)
                for own in metrics
            ]
        )

    return registered


async def move(aliases: MLModelAliasService, name: str, *numbers: int) -> None:
    """Make these versions the champion, one after another."""
    for number in numbers:
        await aliases.move(MLModelAliasMove(model_name=name, name="champion", version=number))


class TestOfModels:
    """Many models at once, as in lists."""

    async def test_a_standing_holds_the_latest_the_best_and_both_champions(
        self, standings: StandingReader, register: Register, aliases: MLModelAliasService
    ) -> None:
        await register("net", [0.7, 0.9, 0.8, 0.6, None])
        await move(aliases, "net", 1, 3)

        found = (await standings.of_models(["net"], whole=True))["net"]

        assert (found.model_name, found.metric) == ("net", "auc")
        assert found.goal == MetricGoal(Goal.MAXIMIZE)
        assert found.latest == VersionValue(4, 0.6)
        assert found.best == VersionValue(2, 0.9)
        assert found.champion == VersionValue(3, 0.8)
        assert found.previous_champion == VersionValue(1, 0.7)
        assert [(one.number, one.value) for one in found.recent] == [
            (1, 0.7),
            (2, 0.9),
            (3, 0.8),
            (4, 0.6),
        ]
        assert (found.version_count, found.behind, found.champion_number) == (5, 2, 3)

    async def test_the_best_is_read_on_request_and_by_the_goal(
        self, standings: StandingReader, register: Register
    ) -> None:
        await register("net", [0.7, 0.9, 0.7], Goal.MINIMIZE)

        without = (await standings.of_models(["net"]))["net"]
        found = (await standings.of_models(["net"], whole=True))["net"]

        assert (without.best, without.version_count) == (None, None)
        assert found.best == VersionValue(3, 0.7)

    async def test_versions_in_the_trash_do_not_count(
        self,
        standings: StandingReader,
        register: Register,
        aliases: MLModelAliasService,
        versions: MLModelVersionService,
    ) -> None:
        await register("net", [0.7, 0.9, 0.8, 0.95])
        await move(aliases, "net", 2, 1)
        for number in (2, 4):
            await versions.delete((await versions.get_by_number("net", number)).id)

        found = (await standings.of_models(["net"], whole=True))["net"]

        assert found.latest == found.best == VersionValue(3, 0.8)
        assert found.previous_champion is None
        assert [one.number for one in found.recent] == [1, 3]
        assert (found.version_count, found.behind) == (2, 1)

    async def test_a_champion_may_have_no_value(
        self, standings: StandingReader, register: Register, aliases: MLModelAliasService
    ) -> None:
        await register("net", [None, 0.9])
        await move(aliases, "net", 1)

        found = (await standings.of_models(["net"]))["net"]

        assert (found.champion, found.champion_number, found.behind) == (None, 1, 1)

    async def test_a_removed_champion_was_the_previous_one(
        self, standings: StandingReader, register: Register, aliases: MLModelAliasService
    ) -> None:
        await register("net", [0.7, 0.9])
        await move(aliases, "net", 1, 2)
        await aliases.remove(MLModelAliasRef(model_name="net", name="champion"))

        found = (await standings.of_models(["net"]))["net"]

        assert (found.champion, found.champion_number, found.behind) == (None, None, 0)
        assert found.previous_champion == VersionValue(2, 0.9)

    async def test_a_champion_that_returned_was_preceded_by_another_version(
        self, standings: StandingReader, register: Register, aliases: MLModelAliasService
    ) -> None:
        await register("net", [0.7, 0.9])
        await move(aliases, "net", 2, 1, 2)
        await aliases.remove(MLModelAliasRef(model_name="net", name="champion"))
        await move(aliases, "net", 2)

        found = (await standings.of_models(["net"]))["net"]

        assert found.previous_champion == VersionValue(1, 0.7)

    async def test_models_without_primary_metric_or_in_the_trash_are_left_out(
        self,
        standings: StandingReader,
        register: Register,
        models: MLModelService,
    ) -> None:
        await models.create(MLModelCreate(name="plain"))
        await register("gone", [0.5])
        await models.delete((await models.get_by_name("gone")).id)

        assert await standings.of_models(["plain", "gone", "missing", "\x00"]) == {}
        assert await standings.of_models([]) == {}

    async def test_a_model_may_have_no_versions(
        self, standings: StandingReader, model: MLModelRead
    ) -> None:
        found = (await standings.of_models([model.name], whole=True))[model.name]

        assert found.latest is found.best is found.champion is found.previous_champion is None
        assert (found.recent, found.version_count, found.behind) == ((), 0, 0)

    async def test_the_newest_values_are_bounded_however_many_versions_lack_one(
        self, standings: StandingReader, register: Register
    ) -> None:
        await register("net", [0.1, 0.2, 0.3, *[None] * 5, *[0.5] * (RECENT - 2), None])
        await register("other", [0.4])

        found = await standings.of_models(["net", "other"])
        recent = found["net"].recent

        assert len(recent) == RECENT
        assert recent[:2] == (VersionValue(2, 0.2), VersionValue(3, 0.3))
        assert found["other"].recent == (VersionValue(1, 0.4),)

    async def test_values_are_exact(self, standings: StandingReader, register: Register) -> None:
        values = [1e300, 1e-300, 0.1 + 0.2]
        await register("net", values)

        found = (await standings.of_models(["net"]))["net"]

        assert [repr(one.value) for one in found.recent] == [repr(value) for value in values]

    async def test_statements_are_as_many_whatever_the_number_of_models(
        self, standings: StandingReader, register: Register
    ) -> None:
        for number in range(5):
            await register(f"net{number}", [0.5, 0.6])
        names = [f"net{number}" for number in range(5)]
        with statements() as few:
            await standings.of_models(names)
        with statements() as more:
            await standings.of_models(names, whole=True)

        assert (len(few), len(more)) == (2, 3)

    async def test_more_than_a_thousand_are_refused(self, standings: StandingReader) -> None:
        with pytest.raises(RuleViolationError):
            await standings.of_models(["a"] * 1_001)


class TestOfVersion:
    """One version, as on its page."""

    @pytest.mark.parametrize(
        ("goal", "ranks"), [(Goal.MAXIMIZE, [4, 1, 3, 1]), (Goal.MINIMIZE, [1, 3, 2, 3])]
    )
    async def test_equal_values_have_the_same_rank(
        self, standings: StandingReader, register: Register, goal: Goal, ranks: list[int]
    ) -> None:
        await register("net", [0.7, 0.9, 0.8, 0.9, None], goal)

        found = [await standings.of_version("net", number) for number in (1, 2, 3, 4)]

        assert [one and one.rank for one in found] == ranks
        assert {one and one.of for one in found} == {4}

    async def test_it_is_compared_with_the_champion_the_best_and_the_one_before(
        self, standings: StandingReader, register: Register, aliases: MLModelAliasService
    ) -> None:
        await register("net", [0.7, 0.9, None, 0.8])
        await move(aliases, "net", 1)

        found = await standings.of_version("net", 4)

        assert found is not None
        assert (found.metric, found.value, found.rank, found.of) == ("auc", 0.8, 2, 3)
        assert found.champion == VersionValue(1, 0.7)
        assert found.best == found.before == VersionValue(2, 0.9)

    async def test_versions_in_the_trash_do_not_count(
        self, standings: StandingReader, register: Register, versions: MLModelVersionService
    ) -> None:
        await register("net", [0.7, 0.9, 0.8])
        await versions.delete((await versions.get_by_number("net", 2)).id)

        found = await standings.of_version("net", 3)

        assert found is not None
        assert (found.rank, found.of) == (1, 2)
        assert found.before == VersionValue(1, 0.7)
        assert await standings.of_version("net", 2) is None

    async def test_it_may_lack_the_metric(
        self, standings: StandingReader, register: Register
    ) -> None:
        await register("net", [0.7, None])

        found = await standings.of_version("net", 2)

        assert found is not None
        assert (found.value, found.rank, found.of) == (None, None, 1)
        assert found.before == VersionValue(1, 0.7)

    async def test_without_a_primary_metric_or_a_version_there_is_none(
        self,
        standings: StandingReader,
        models: MLModelService,
        versions: MLModelVersionService,
    ) -> None:
        await models.create(MLModelCreate(name="plain"))
        await versions.create(MLModelVersionCreate(model_name="plain", source="s3://b"))

        for name, number in (("plain", 1), ("plain", 9), ("missing", 1), ("\x00", 1), ("plain", 0)):
            assert await standings.of_version(name, number) is None


class TestValues:
    """The primary metrics of single versions."""

    async def test_values_are_those_of_the_live_versions_that_have_one(
        self,
        standings: StandingReader,
        register: Register,
        versions: MLModelVersionService,
    ) -> None:
        await register("a", [0.1, 0.2, None])
        await register("b", [0.3])
        await versions.delete((await versions.get_by_number("a", 1)).id)
        pairs = [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2), ("missing", 1), ("\x00", 1)]

        assert await standings.values(pairs) == {("a", 2): 0.2, ("b", 1): 0.3}
        assert await standings.values([("b", 2**63), ("b", 0)]) == {}
        assert await standings.values([("b", 2**63 - 1)]) == {}

    async def test_they_are_one_statement(
        self, standings: StandingReader, register: Register
    ) -> None:
        await register("a", [0.1, 0.2])

        with statements() as asked:
            await standings.values([("a", 1), ("a", 2), ("a", 2)])

        assert len(asked) == 1
