"""For random queries each database finds the runs that plain Python finds, read in any way."""

from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mldb.config import DatabaseConfig
from mldb.search.fields import ListType
from mldb.search.parser import parse
from mldb.statements.search import run_ways, runs
from mldb.sync_db import Database, MLExperimentService, MLRunService
from tests.mldb.search.random_runs import EXPERIMENTS, Experiment, store
from tests.mldb.search.run_evaluation import experiments_found, runs_found
from tests.mldb.search.search_queries import queries
from tests.mldb.search.test_search_property import LIMITS, SEARCHES, SETTINGS, everything

# Runs are searched in five ways.
FEWER = settings(SETTINGS, max_examples=5)


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    with Database(config) as database:
        yield database


ALWAYS = {"_SAMPLE": 0, "_LARGE_SAMPLE": 0, "_WALKED": -1}
WAYS = {
    "walked": {},
    "gathered": ALWAYS | {"_COUNTED": 2},
    "sifted": ALWAYS | {"_GATHERED": -1},
    "of many": ALWAYS | {"_COUNTED": 0},
    "gathered after sifting": ALWAYS | {"_GATHERED": -1, "_SIFTED_SAMPLE": 1},
}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Few runs are always walked past; without samples and with low limits they are not."""
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(run_ways, name, value)
    kept = (runs.listed_runs, runs._listing, runs._led)  # made with other limits
    for cache in kept:
        cache.cache_clear()
    yield
    for cache in kept:
        cache.cache_clear()


@FEWER
@given(
    experiments=EXPERIMENTS,
    texts=st.lists(queries(ListType.RUNS), min_size=SEARCHES, max_size=SEARCHES),
    limit=LIMITS,
    data=st.data(),
)
@pytest.mark.usefixtures("way")
def test_runs_are_those_that_python_finds(
    database: Database,
    experiments: list[Experiment],
    texts: list[str],
    limit: int,
    data: st.DataObject,
) -> None:
    store(experiments, database)
    service = MLRunService(database)
    known = [one for it in experiments for one in (it.id, it.name)]
    scopes = st.sampled_from([None, None, None, 99, "nothing", *known])
    for text in texts:
        scope = data.draw(scopes)
        expected = runs_found(experiments, parse(text, ListType.RUNS), scope)

        for rows in everything(partial(service.search, text, experiment=scope, limit=limit)):
            assert [row.public_id for row in rows] == expected, (text, scope)
        assert service.count(text, experiment=scope).number == len(expected), (text, scope)


@SETTINGS
@given(
    experiments=EXPERIMENTS,
    texts=st.lists(queries(ListType.EXPERIMENTS), min_size=SEARCHES, max_size=SEARCHES),
    limit=LIMITS,
)
def test_experiments_are_those_that_python_finds(
    database: Database, experiments: list[Experiment], texts: list[str], limit: int
) -> None:
    store(experiments, database)
    service = MLExperimentService(database)
    for text in texts:
        expected = experiments_found(experiments, parse(text, ListType.EXPERIMENTS))

        for rows in everything(partial(service.search, text, limit=limit)):
            assert [row.name for row in rows] == expected, text
        assert service.count(text).number == len(expected)
