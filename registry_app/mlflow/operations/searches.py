"""Searches."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any, Final, TypeVar

from pydantic import Field

from mldb.schemas.registry.search import SearchPage
from mldb.search.mlflow.filters import key_of
from mldb.search.mlflow.logged_models import logged_model_orders, logged_model_query
from mldb.search.mlflow.orders import Order
from mldb.search.mlflow.queries import (
    experiment_query,
    is_indexed,
    model_query,
    run_orders,
    run_query,
    version_query,
)
from mldb.search.nodes import Query, Sort
from mldb.values.enums import Role
from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.operations.versions import shapes_of
from registry_app.mlflow.paging import skip_token, skipped
from registry_app.mlflow.shapes import registry as registry_shapes
from registry_app.mlflow.shapes import tracking as shapes
from registry_app.mlflow.shapes.logged_models import logged_model
from registry_app.mlflow.values import row_id

endpoints = Endpoints()

DATASET_EXPERIMENTS: Final = 20
"""Most experiments whose datasets are listed at once."""

RowT = TypeVar("RowT")
_Texts = Annotated[list[str], Field(default_factory=list)]


class SearchGiven(Given):
    """A search."""

    filter: str = ""
    order_by: _Texts
    page_token: str = ""


class ExperimentsGiven(SearchGiven):
    """A search of experiments."""

    view_type: str = "ACTIVE_ONLY"
    max_results: Annotated[int, Field(ge=1, le=50_000)] = 1_000


class RunsGiven(SearchGiven):
    """A search of runs."""

    experiment_ids: _Texts
    run_view_type: str = "ACTIVE_ONLY"
    max_results: Annotated[int, Field(ge=1, le=50_000)] = 1_000


class ModelsGiven(SearchGiven):
    """A search of registered models."""

    max_results: Annotated[int, Field(ge=1, le=1_000)] = 100


class VersionsGiven(SearchGiven):
    """A search of versions."""

    max_results: Annotated[int, Field(ge=1, le=200_000)] = 10_000


@endpoints.answer(
    "GET experiments/search",
    "POST experiments/search",
    "GET experiments/list",
    role=Role.VIEWER,
)
async def search_experiments(call: Call, given: ExperimentsGiven) -> Answer:
    """Experiments that a filter finds."""
    query = experiment_query(given.filter, given.view_type, given.order_by)
    rows, token = await _pages(
        given,
        lambda cursor, limit: call.registry.experiments.search(query, cursor=cursor, limit=limit),
    )
    return _answer("experiments", [shapes.experiment(row, row.tags) for row in rows], token)


class ExperimentIdsGiven(Given):
    """Some experiments."""

    experiment_ids: _Texts


@endpoints.answer("POST experiments/search-datasets", role=Role.VIEWER)
async def search_datasets(call: Call, given: ExperimentIdsGiven) -> Answer:
    """The datasets that runs of some experiments read, and what for."""
    request = "SearchDatasets request"
    if not given.experiment_ids:
        raise ProtocolError.invalid(f"{request} must specify at least one experiment_id.")
    if len(given.experiment_ids) > DATASET_EXPERIMENTS:
        raise ProtocolError.invalid(
            f"{request} cannot specify more than {DATASET_EXPERIMENTS} experiment_ids."
        )
    ids = _ids(given.experiment_ids)
    uses = await call.registry.tracking_lists.dataset_uses(ids)
    return _answer("dataset_summaries", [shapes.dataset_summary(use) for use in uses], None)


@endpoints.answer("POST runs/search", role=Role.VIEWER)
async def search_runs(call: Call, given: RunsGiven) -> Answer:
    """Runs of some experiments that a filter finds."""
    ids = _ids(given.experiment_ids)
    orders = run_orders(given.order_by)
    query = run_query(given.filter, ids, given.run_view_type)
    if not ids:
        return {}
    experiment_id = ids[0] if len(ids) == 1 else None
    if is_indexed(orders):
        sorted_query = Query(query.condition, orders[0] if orders else None)
        rows, token = await _pages(
            given,
            lambda cursor, limit: call.registry.runs.search(
                sorted_query, experiment=experiment_id, cursor=cursor, limit=limit
            ),
        )
        public_ids = [row.public_id for row in rows]
    else:
        public_ids, token = await _ordered(call.registry, query, orders, experiment_id, given)
    return _answer("runs", await _records(call.registry, public_ids), token)


@endpoints.answer(
    "GET registered-models/search",
    "POST registered-models/search",
    "GET registered-models/list",
    role=Role.VIEWER,
)
async def search_models(call: Call, given: ModelsGiven) -> Answer:
    """Registered models that a filter finds, with their newest versions."""
    query = model_query(given.filter, given.order_by)
    rows, token = await _pages(
        given, lambda cursor, limit: call.registry.models.search(query, cursor=cursor, limit=limit)
    )
    newest = [(row.name, row.latest_number) for row in rows if row.latest_number is not None]
    versions = await shapes_of(call.registry, await call.registry.version_reader.get_many(newest))
    latest = {version["name"]: version for version in versions}
    found = [
        registry_shapes.registered_model(row, [latest[row.name]] if row.name in latest else [])
        for row in rows
    ]
    return _answer("registered_models", found, token)


@endpoints.answer("GET model-versions/search", "POST model-versions/search", role=Role.VIEWER)
async def search_versions(call: Call, given: VersionsGiven) -> Answer:
    """Versions that a filter finds."""
    query = version_query(given.filter, given.order_by)
    rows, token = await _pages(
        given,
        lambda cursor, limit: call.registry.versions.search(query, cursor=cursor, limit=limit),
    )
    found = []
    for start in range(0, len(rows), PAGE_SIZE_LIMIT):
        found += await shapes_of(call.registry, rows[start : start + PAGE_SIZE_LIMIT])
    return _answer("model_versions", found, token)


class OrderGiven(Given):
    """A key that logged models are sorted by."""

    field_name: str
    ascending: bool = True


class LoggedModelsGiven(Given):
    """A search of logged models."""

    experiment_ids: _Texts
    filter: str = ""
    order_by: Annotated[list[OrderGiven], Field(default_factory=list)]
    max_results: Annotated[int, Field(ge=1, le=1_000)] = 100
    page_token: str = ""


@endpoints.answer("POST logged-models/search", role=Role.VIEWER)
async def search_logged_models(call: Call, given: LoggedModelsGiven) -> Answer:
    """Logged models of some experiments that a filter finds."""
    query = logged_model_query(given.filter, _ids(given.experiment_ids))
    orders = logged_model_orders(
        [Order(key_of(one.field_name), not one.ascending) for one in given.order_by]
    )
    skip = _skipped(given.page_token)
    service = call.registry.logged_models
    ids = await service.search(query, orders, skip=skip, limit=given.max_results)
    found = [logged_model(row) for row in await service.get_details(ids)]
    is_full = len(ids) == given.max_results
    return _answer("models", found, skip_token(skip + len(ids)) if is_full else None)


async def _pages(
    given: Any, read: Callable[[str | None, int], Awaitable[SearchPage[RowT]]]
) -> tuple[list[RowT], str | None]:
    """As many rows as are wanted, read in pages, and the token of what follows."""
    rows: list[RowT] = []
    cursor: str | None = given.page_token or None
    while True:
        page = await read(cursor, min(given.max_results - len(rows), PAGE_SIZE_LIMIT))
        rows += page.rows
        cursor = page.next_cursor
        if cursor is None or len(rows) >= given.max_results:
            return rows, cursor


async def _ordered(
    registry: AsyncRegistry,
    query: Query,
    orders: Sequence[Sort],
    experiment_id: int | None,
    given: RunsGiven,
) -> tuple[list[str], str | None]:
    """Ids of runs in an order that no index has, and the token of what follows."""
    first = skip = _skipped(given.page_token)
    found: list[str] = []
    while len(found) < given.max_results:
        limit = min(given.max_results - len(found), PAGE_SIZE_LIMIT)
        page = await registry.runs.search_ordered(
            query, orders, experiment_id=experiment_id, skip=skip, limit=limit
        )
        found += page
        skip += len(page)
        if len(page) < limit:
            return found, None
    return found, skip_token(first + len(found))


def _ids(given: Sequence[str]) -> tuple[int, ...]:
    found = (row_id(one) for one in given)
    return tuple(one for one in found if one is not None)


def _skipped(token: str) -> int:
    skip = skipped(token)
    if skip is None:
        raise ProtocolError.invalid("Invalid page token. Begin with the first page.")
    return skip


async def _records(registry: AsyncRegistry, public_ids: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for start in range(0, len(public_ids), PAGE_SIZE_LIMIT):
        part = public_ids[start : start + PAGE_SIZE_LIMIT]
        found += [shapes.run(one) for one in await registry.run_records.get_many(part)]
    return found


def _answer(name: str, found: list[dict[str, Any]], token: str | None) -> Answer:
    answer: Answer = {name: found} if found else {}
    return answer | ({"next_page_token": token} if token else {})
