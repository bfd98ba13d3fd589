"""For random queries each database finds the rows that plain Python finds, in the same order."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mldb.config import DatabaseConfig
from mldb.schemas.registry.search import SearchPage
from mldb.search.cursor import END
from mldb.search.fields import ListType
from mldb.search.parser import parse
from mldb.sync_db import AuditEventService, Database, MLModelService, MLModelVersionService
from tests.mldb.search import search_events
from tests.mldb.search.random_registries import REGISTRIES, Model, store
from tests.mldb.search.search_evaluation import events_found, models_found, versions_found
from tests.mldb.search.search_events import HISTORIES, MODEL_NAMES, Event
from tests.mldb.search.search_queries import queries

Page = Callable[..., SearchPage[Any]]

SEARCHES = 12
LIMITS = st.integers(1, 4)
SETTINGS = settings(
    max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def database(config: DatabaseConfig) -> Iterator[Database]:
    with Database(config) as database:
        yield database


@SETTINGS
@given(
    models=REGISTRIES,
    texts=st.lists(queries(ListType.MODELS), min_size=SEARCHES, max_size=SEARCHES),
    limit=LIMITS,
)
def test_models_are_those_that_python_finds(
    database: Database, models: list[Model], texts: list[str], limit: int
) -> None:
    store(models, database)
    service = MLModelService(database)
    for text in texts:
        expected = models_found(models, parse(text, ListType.MODELS))

        for rows in everything(partial(service.search, text, limit=limit)):
            assert [row.name for row in rows] == expected, text
        assert service.count(text).number == len(expected)


@SETTINGS
@given(
    models=REGISTRIES,
    texts=st.lists(queries(ListType.VERSIONS), min_size=SEARCHES, max_size=SEARCHES),
    limit=LIMITS,
    data=st.data(),
)
def test_versions_are_those_that_python_finds(
    database: Database, models: list[Model], texts: list[str], limit: int, data: st.DataObject
) -> None:
    store(models, database)
    service = MLModelVersionService(database)
    names = st.sampled_from([None, None, "nobody", *(model.name for model in models)])
    for text in texts:
        name = data.draw(names)
        expected = versions_found(models, parse(text, ListType.VERSIONS), name)

        found = everything(partial(service.search, text, model_name=name, limit=limit))
        for rows in found:
            assert [(row.model_name, row.number) for row in rows] == expected, text
        assert service.count(text, model_name=name).number == len(expected)


@pytest.fixture
def emptied(database: Database) -> Database:
    search_events.unprotect(database)
    return database


@SETTINGS
@given(
    events=HISTORIES,
    texts=st.lists(queries(ListType.EVENTS), min_size=SEARCHES, max_size=SEARCHES),
    limit=LIMITS,
    data=st.data(),
)
def test_events_are_those_that_python_finds(
    emptied: Database, events: list[Event], texts: list[str], limit: int, data: st.DataObject
) -> None:
    search_events.store(events, emptied)
    service = AuditEventService(emptied)
    names = st.sampled_from([None, None, "nobody", *MODEL_NAMES.values()])
    for text in texts:
        name = data.draw(names)
        expected = events_found(events, parse(text, ListType.EVENTS), name)

        for rows in everything(partial(service.search, text, model_name=name, limit=limit)):
            assert [row.id for row in rows] == expected, text
        assert service.count(text, model_name=name).number == len(expected)


def everything(page: Page) -> Iterator[Sequence[Any]]:
    """All rows in their order, read from the start, from the end, and in one page."""
    yield [row for rows in forward(page) for row in rows]
    yield [row for rows in backward(page) for row in rows]


def forward(page: Page) -> Iterator[Sequence[Any]]:
    at = None
    while True:
        found = page(cursor=at)
        assert (found.previous_cursor is None) == (at is None)
        yield found.rows
        if (at := found.next_cursor) is None:
            return


def backward(page: Page) -> list[Sequence[Any]]:
    pages: list[Sequence[Any]] = []
    at = END
    while True:
        found = page(cursor=at)
        assert (found.next_cursor is None) == (at == END)
        pages.insert(0, found.rows)
        if found.previous_cursor is None:
            return pages
        at = found.previous_cursor
