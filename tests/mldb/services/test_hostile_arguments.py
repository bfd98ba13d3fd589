"""Whatever a service is given, no driver's error reaches the caller."""

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from mldb import sync_db
from mldb.config import DatabaseConfig
from mldb.errors import MLDBError
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database
from mldb.sync_db.services.base import Service
from tests.mldb.filled_registry import fill

TEXTS = ["a\0b", "\ud800", "a\udc80", "\x1b[31m", "x" * 200_000, "", " ", "\u202e", "%", "\\"]
NUMBERS = [2**63, -(2**63) - 1, 2**70, 0, -1, 10**400]
MOMENTS = [
    datetime.max.replace(tzinfo=UTC),
    datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
    datetime(2026, 1, 1),  # noqa: DTZ001  # without a zone
]
# By what an annotation says: usual values, and hostile ones.
KINDS: dict[str, tuple[Any, list[Any]]] = {
    "str": ("fraud", TEXTS),
    "int": (1, NUMBERS),
    "datetime": (datetime(2026, 1, 1, tzinfo=UTC), MOMENTS),
    "bool": (False, []),
    "Collection[int]": ([1], [[number] for number in NUMBERS]),
    "Sequence[int]": ([1], [[number] for number in NUMBERS]),
    "Collection[str]": (["fraud"], [[text] for text in TEXTS]),
    "Sequence[str]": (["fraud"], [[text] for text in TEXTS]),
    "Sequence[tuple[str, int]]": (
        [("fraud", 1)],
        [[(text, 1)] for text in TEXTS] + [[("fraud", number)] for number in NUMBERS],
    ),
}
SERVICES = [
    kind
    for name, kind in vars(sync_db).items()
    if isinstance(kind, type) and name != "Database" and issubclass(kind, Service)
]


def methods(service: type[Service]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each method of a service with its calls: one argument hostile, the others usual."""
    for name, method in inspect.getmembers(service, inspect.isfunction):
        if not name.startswith("_") and (calls := calls_of(method)):
            yield name, calls


def calls_of(method: Any) -> list[dict[str, Any]]:
    parameters = list(inspect.signature(method).parameters.values())[1:]
    kinds = {one.name: kind_of(str(one.annotation)) for one in parameters}
    needed = [one.name for one in parameters if one.default is inspect.Parameter.empty]
    if any(kinds[name] is None for name in needed):
        return []
    usual = {name: kinds[name][0] for name in needed}  # type: ignore[index]  # looked at above
    return [
        usual | {name: value}
        for name, kind in kinds.items()
        if kind is not None
        for value in kind[1]
    ]


def kind_of(annotation: str) -> tuple[Any, list[Any]] | None:
    name = annotation.removeprefix("<class '").removesuffix("'>").removesuffix(" | None")
    name = name.replace("collections.abc.", "").replace("datetime.datetime", "datetime")
    return KINDS.get(name)


def test_most_methods_are_called() -> None:
    assert sum(len(list(methods(service))) for service in SERVICES) > 50


@pytest.mark.parametrize("service", SERVICES)
def test_no_drivers_error_leaves_a_service(filled: Database, service: type[Service]) -> None:
    for name, calls in methods(service):
        for given in calls:
            try:
                result = getattr(service(filled, actor="alice"), name)(**given)
                if inspect.isgenerator(result):
                    list(result)
            except (MLDBError, ValidationError):
                continue


@pytest.mark.parametrize("actor", TEXTS)
def test_no_drivers_error_comes_of_an_actor(filled: Database, actor: str) -> None:
    for via in (None, actor):
        try:
            service = sync_db.MLModelService(filled, actor=actor, via=via)
            service.create(MLModelCreate(name="new"), reason=actor)
        except (MLDBError, ValidationError):
            continue


@pytest.fixture
def filled(config: DatabaseConfig) -> Iterator[Database]:
    """Something in every table."""
    fill(config)
    with Database(config) as database:
        yield database
