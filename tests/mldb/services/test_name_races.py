"""Writers at once that want one name: one of them gets it, and no number is given twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.errors import NotFoundError, RuleViolationError
from mldb.schemas import (
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
    MLModelVersionCreate,
    MLModelVersionRead,
)
from mldb.sync_db import AuditEventService, Database, MLModelService, MLModelVersionService
from mldb.values.enums import AuditAction

WRITERS = 4
ROUNDS = 5


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    with Database(config) as database:
        yield database


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What became of each: what it gave, or the refusal."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except (RuleViolationError, NotFoundError) as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def winners(results: list[Any]) -> list[MLModelRead]:
    return [result for result in results if isinstance(result, MLModelRead)]


def registered(database: Database, name: str) -> int:
    data = MLModelVersionCreate(model_name=name, source="s3://b/m")
    return MLModelVersionService(database, actor="alice").create(data).number


def test_of_writers_that_rename_to_one_name_one_wins(database: Database) -> None:
    models = MLModelService(database, actor="alice")
    for turn in range(ROUNDS):
        made = [models.create(MLModelCreate(name=f"{turn}-{one}")) for one in range(WRITERS)]
        update = MLModelUpdate(row_version=1, name=f"wanted-{turn}")
        results = at_once(
            *(partial(models.update, model.id, update) for model in made),
            partial(models.create, MLModelCreate(name=f"wanted-{turn}")),
        )

        assert len(winners(results)) == 1
        assert models.get_by_name(f"wanted-{turn}") == winners(results)[0]


def test_of_writers_that_take_a_used_name_one_wins_and_counts_on(database: Database) -> None:
    models = MLModelService(database, actor="alice")
    audit = AuditEventService(database)
    for turn in range(ROUNDS):
        name = f"used-{turn}"
        former = models.create(MLModelCreate(name=name))
        registered(database, name)
        models.delete(former.id)
        if turn % 2:
            models.purge(former.id, name)
        results = at_once(*[partial(models.create, MLModelCreate(name=name))] * WRITERS)

        (winner,) = winners(results)
        assert registered(database, name) == 2
        created = [one for one in audit.get_of_model(winner.id) if one.action == AuditAction.CREATE]
        assert [one.label for one in created] == [f"{name}/2", name]


def test_renaming_and_registering_at_once_lose_no_number(database: Database) -> None:
    models = MLModelService(database, actor="alice")
    for turn in range(ROUNDS):
        model = models.create(MLModelCreate(name=f"a-{turn}"))
        registered(database, model.name)
        versions = MLModelVersionService(database, actor="alice")
        data = MLModelVersionCreate(model_name=model.name, source="s3://b/m")

        register = partial(versions.create, data)
        update = MLModelUpdate(row_version=1, name=f"b-{turn}")
        results = at_once(register, partial(models.update, model.id, update), register)
        given = [one.number for one in results if isinstance(one, MLModelVersionRead)]
        new = models.create(MLModelCreate(name=f"a-{turn}"))

        assert sorted(given) == list(range(2, 2 + len(given)))
        assert registered(database, new.name) == 2 + len(given)
        assert registered(database, f"b-{turn}") == 2 + len(given)


def test_purging_while_another_takes_the_name_loses_no_number(database: Database) -> None:
    models = MLModelService(database, actor="alice")
    for turn in range(ROUNDS):
        name = f"gone-{turn}"
        former = models.create(MLModelCreate(name=name))
        registered(database, name)
        models.delete(former.id)

        results = at_once(
            partial(models.purge, former.id, name), partial(models.create, MLModelCreate(name=name))
        )

        # Whoever comes too late to purge it is told what it is called now.
        assert results[0] is None or f"{name} (2)" in str(results[0])
        assert registered(database, name) == 2
