"""For random filters of MLflow's clients each database finds what plain Python finds."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mldb.config import DatabaseConfig
from mldb.errors import QuerySyntaxError
from mldb.search.mlflow.logged_models import logged_model_query
from mldb.search.mlflow.queries import (
    experiment_query,
    is_indexed,
    model_query,
    run_orders,
    run_query,
    version_query,
)
from mldb.search.nodes import Query
from mldb.sync_db import Database, Registry
from mldb.values.enums import RunStatus
from tests.mldb.search import random_registries, random_runs
from tests.mldb.search.mlflow_filters import (
    SOUP,
    Attribute,
    Clause,
    choice_clauses,
    filters,
    keyed,
    nan_for_none,
    number_clauses,
    text_clauses,
)
from tests.mldb.search.random_registries import (
    METRIC_NAMES,
    PARAM_NAMES,
    PARAM_VALUES,
    REGISTRIES,
    START,
    TAG_KEYS,
    TEXTS,
    Model,
    Version,
)
from tests.mldb.search.random_runs import EXPERIMENTS, Experiment, Run, run_id
from tests.mldb.search.test_search_property import SETTINGS, forward

# What differs is clear from the filter; to make the registry smaller would take minutes.
FEWER = settings(SETTINGS, max_examples=8, phases=[Phase.explicit, Phase.generate])
SEARCHES = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBERS = ["0", "-0.5", "0.3", "0.30000000000000004", "1e300", "-1e999", "1e999", "9" * 19]
VALUES = ["", *TEXTS]


def ms(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - EPOCH) // timedelta(milliseconds=1)


TIMES = [
    *(str((ms(START) or 0) + shift) for shift in (-1, 0, 1, 86_400_000)),
    *("0", "-1", "253402300799999", "9" * 19, "9" * 25, "1e999"),
]


def moments(name: str, value: Callable[[Any], datetime | None]) -> st.SearchStrategy[Clause]:
    return number_clauses(Attribute(name, lambda it: ms(value(it))), TIMES)


def tags(tags_of: Callable[[Any], dict[str, str]]) -> st.SearchStrategy[Clause]:
    return st.sampled_from([*TAG_KEYS, "nix"]).flatmap(
        lambda key: text_clauses(
            keyed("tags", key, lambda it: tags_of(it).get(key)), VALUES, keyed=True, lists=False
        )
    )


def attribute(
    name: str, texts: list[str], value: Callable[[Any], str | None], *, lists: bool
) -> st.SearchStrategy[Clause]:
    return text_clauses(Attribute(name, value), texts, keyed=False, lists=lists)


# A run comes with its experiment.
RunRow = tuple[Experiment, Run]
RUN_CLAUSES: st.SearchStrategy[Clause] = st.one_of(
    st.sampled_from([*METRIC_NAMES, "nix"]).flatmap(
        lambda key: number_clauses(
            keyed(
                "metrics",
                key,
                lambda it: (
                    nan_for_none(it[1].metrics[key].metric) if key in it[1].metrics else None
                ),
            ),
            NUMBERS,
        )
    ),
    st.sampled_from(PARAM_NAMES).flatmap(
        lambda key: text_clauses(
            keyed("params", key, lambda it: it[1].params.get(key)),
            PARAM_VALUES,
            keyed=True,
            lists=False,
        )
    ),
    tags(lambda it: it[1].tags),
    attribute("run_name", TEXTS, lambda it: it[1].name, lists=False),
    attribute("tags.`mlflow.runName`", TEXTS, lambda it: it[1].name, lists=False),
    attribute("user_id", ["alice", "Alice", "élise", ""], lambda it: it[1].user_name, lists=False),
    attribute(
        "run_id", [run_id(number) for number in range(4)], lambda it: run_id(it[1].id), lists=True
    ),
    attribute("dataset.name", TEXTS, lambda it: it[1].dataset, lists=True),
    choice_clauses(
        Attribute("attributes.status", lambda it: it[1].status),
        {status.upper(): status for status in RunStatus},
    ),
    moments("start_time", lambda it: it[1].started_at),
    moments("end_time", lambda it: it[1].ended_at),
)
ORDERS = st.sampled_from(
    [
        [],
        *([f"metrics.`{key}` {way}"] for key in METRIC_NAMES for way in ("ASC", "DESC")),
        ["Created"],
    ]
)
VIEWS = {"ACTIVE_ONLY": {False}, "DELETED_ONLY": {True}, "ALL": {False, True}}


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    with Database(config) as database:
        yield database


def runs_found(
    registry: Registry, query: Query, order: Sequence[str], only: int | None
) -> list[str]:
    """Public ids in the order in which they are found, as the protocol's search reads them."""
    orders = run_orders(order)
    if not is_indexed(orders):
        return registry.runs.search_ordered(query, orders, experiment_id=only)
    ordered = Query(query.condition, orders[0] if orders else None)
    pages = forward(partial(registry.runs.search, ordered, experiment=only, limit=3))
    return [row.public_id for page in pages for row in page]


def sort_key(order: Sequence[str], run: Run) -> Any:
    """Of the expected order: what has no value comes last, after NaN."""
    if not order or order == ["Created"]:
        return run.started_at
    name, way = order[0].removeprefix("metrics.").rsplit(" ", 1)
    statistics = run.metrics.get(name.strip("`"))
    if statistics is None:
        return (2, 0)
    if statistics.metric is None:
        return (1, 0)
    return (0, -statistics.metric if way == "DESC" else statistics.metric)


@FEWER
@given(
    experiments=EXPERIMENTS,
    clauses=st.lists(filters(RUN_CLAUSES), min_size=SEARCHES, max_size=SEARCHES),
    data=st.data(),
)
def test_runs_are_those_that_python_finds(
    database: Database, experiments: list[Experiment], clauses: list[Clause], data: st.DataObject
) -> None:
    random_runs.store(experiments, database)
    rows = {run_id(run.id): (it, run) for it in experiments for run in it.runs}
    known = [it.id for it in experiments]
    for clause in clauses:
        ids = tuple(data.draw(st.lists(st.sampled_from([*known, 99]), unique=True, min_size=1)))
        view, order = data.draw(st.sampled_from([*VIEWS])), data.draw(ORDERS)
        query = run_query(clause.text, ids, view)
        found = runs_found(Registry(database), query, order, ids[0] if len(ids) == 1 else None)

        assert sorted(found) == sorted(
            public_id
            for public_id, (it, run) in rows.items()
            if it.id in ids
            and (it.is_trashed or run.is_trashed) in VIEWS[view]
            and clause.meets((it, run))
        ), (clause.text, view, ids)
        keys = [sort_key(order, rows[public_id][1]) for public_id in found]
        assert keys == sorted(keys, reverse=not order), (clause.text, order)


EXPERIMENT_CLAUSES: st.SearchStrategy[Clause] = st.one_of(
    tags(lambda it: it.tags),
    attribute("name", TEXTS, lambda it: it.name, lists=False),
    attribute("experiment_id", ["1", "2", "99"], lambda it: str(it.id), lists=True).filter(
        lambda clause: "IKE" not in clause.text.upper()
    ),
    moments("creation_time", lambda it: it.created_at),
    moments("last_update_time", lambda it: it.updated_at),
)


@FEWER
@given(
    experiments=EXPERIMENTS,
    clauses=st.lists(filters(EXPERIMENT_CLAUSES), min_size=SEARCHES, max_size=SEARCHES),
    view=st.sampled_from([*VIEWS]),
)
def test_experiments_are_those_that_python_finds(
    database: Database, experiments: list[Experiment], clauses: list[Clause], view: str
) -> None:
    random_runs.store(experiments, database)
    service = Registry(database).experiments
    for clause in clauses:
        pages = forward(partial(service.search, experiment_query(clause.text, view, []), limit=2))

        assert sorted(row.name for page in pages for row in page) == sorted(
            it.name for it in experiments if it.is_trashed in VIEWS[view] and clause.meets(it)
        ), (clause.text, view)


MODEL_CLAUSES: st.SearchStrategy[Clause] = st.one_of(
    tags(lambda it: it.tags),
    attribute("name", TEXTS, lambda it: it.name, lists=True),
    moments("creation_timestamp", lambda it: it.created_at),
)
# A version comes with its model.
VERSION_CLAUSES: st.SearchStrategy[Clause] = st.one_of(
    tags(lambda it: it[1].tags),
    attribute("name", TEXTS, lambda it: it[0].name, lists=True),
    attribute(
        "source_path", ["s3://a", "S3://A", "s3://a_b%"], lambda it: it[1].source, lists=False
    ),
    number_clauses(
        Attribute("version_number", lambda it: it[1].number), ["0", "1", "2", "1.5", "9" * 19]
    ),
    moments("last_updated_timestamp", lambda it: it[1].updated_at),
)


@FEWER
@given(
    models=REGISTRIES,
    of_models=st.lists(filters(MODEL_CLAUSES), min_size=SEARCHES, max_size=SEARCHES),
    of_versions=st.lists(filters(VERSION_CLAUSES), min_size=SEARCHES, max_size=SEARCHES),
)
def test_models_and_versions_are_those_that_python_finds(
    database: Database, models: list[Model], of_models: list[Clause], of_versions: list[Clause]
) -> None:
    random_registries.store(models, database)
    registry = Registry(database)
    live: list[tuple[Model, Version]] = [
        (model, it)
        for model in models
        for it in model.versions
        if not (model.is_trashed or it.is_trashed)
    ]
    for clause in of_models:
        pages = forward(partial(registry.models.search, model_query(clause.text, []), limit=2))
        assert sorted(row.name for page in pages for row in page) == sorted(
            model.name for model in models if not model.is_trashed and clause.meets(model)
        ), clause.text
    for clause in of_versions:
        pages = forward(partial(registry.versions.search, version_query(clause.text, []), limit=2))
        assert sorted(row.id for page in pages for row in page) == sorted(
            row[1].id for row in live if clause.meets(row)
        ), clause.text


@FEWER
@given(texts=st.lists(SOUP, min_size=30, max_size=30))
def test_any_text_finds_rows_or_is_refused(database: Database, texts: list[str]) -> None:
    registry = Registry(database)
    searches: list[Callable[[str], Any]] = [
        lambda text: registry.runs.search(run_query(text, (0, 1), "ALL")),
        lambda text: registry.experiments.search(experiment_query(text, "ALL", [])),
        lambda text: registry.models.search(model_query(text, [])),
        lambda text: registry.versions.search(version_query(text, [])),
        lambda text: registry.logged_models.search(logged_model_query(text, (0,))),
    ]
    for text in texts:
        for search in searches:
            try:
                search(text)
            except QuerySyntaxError:
                continue


def test_numbers_of_any_size_are_compared(database: Database) -> None:
    registry = Registry(database)
    for number in ("9" * 19, "9" * 400, "-1e999", "1e999", str(2**63), str(-(2**63) - 1)):
        for name in ("start_time", "metrics.a"):
            registry.runs.search(run_query(f"{name} < {number}", (0,), "ALL"))
        registry.versions.search(version_query(f"version_number < {number}", []))
        registry.experiments.search(experiment_query(f"experiment_id = {number}", "ALL", []))
        registry.logged_models.search(logged_model_query(f"metrics.a != {number}", (0,)))
