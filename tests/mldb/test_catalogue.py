"""The catalogue agrees with the models, the services, the search fields and the records."""

from typing import Any

import pytest

from mldb import async_db
from mldb.async_db.services.base import BaseService
from mldb.async_db.services.item import ItemService
from mldb.catalogue import (
    API_TOKEN,
    AUDIT_EVENT,
    BY_TABLE,
    EXPERIMENT,
    EXPORTED,
    MODEL,
    RUN,
    VERSION,
    Entity,
    ItemType,
    items_of,
)
from mldb.models import Base
from mldb.models.lookup import row_type_of
from mldb.schemas import MLModelVersionCreate
from mldb.search.fields import ListType, find_field
from mldb.statements.content import content_of
from mldb.transfer.records import RECORD_TYPES

# Each has a reason to be neither exported nor an entity of the audit.
OTHER_TABLES = {
    # Repeats the newest audit event of each model.
    "ml_model_activities",
    # Belong to the running site.
    "staff_sessions",
    "login_attempts",
    "idempotency_keys",
    "leases",
    # Everybody's own: what somebody stars and watches, and has been told about.
    "ml_model_watches",
    "inbox_entries",
    # The bytes of artifacts, and those that are still arriving.
    "ml_contents",
    "ml_artifact_uploads",
    # Hold the points of series, which are exported with them.
    "ml_metric_chunks",
}
every_entity = pytest.mark.parametrize("entity", BY_TABLE.values(), ids=lambda e: e.table)
every_export = pytest.mark.parametrize("entity", EXPORTED, ids=lambda e: e.table)


def columns_of(entity: Entity) -> set[str]:
    return set(Base.metadata.tables[entity.table].c.keys())


def test_every_table_is_in_the_catalogue_or_named_here() -> None:
    assert set(Base.metadata.tables) == BY_TABLE.keys() | OTHER_TABLES


@every_entity
def test_only_columns_are_named(entity: Entity) -> None:
    columns = columns_of(entity)
    named = {*entity.internal, *entity.excused, *entity.searchable.values()}
    if entity.name_column is not None:
        named.add(entity.name_column)
    if isinstance(entity, ItemType):
        named.add(entity.owner_column)

    assert named <= columns
    assert entity.has_trash == ("deleted_at" in columns)
    assert all(hasattr(row_type_of(entity), name) for name in entity.audited)


@every_export
def test_every_column_is_content_or_excused_with_a_reason(entity: Entity) -> None:
    content = set(content_of(row_type_of(entity))) - {"is_trashed"}

    assert content | {*entity.excused, *entity.internal} == columns_of(entity)
    assert not content & {*entity.excused, *entity.internal}
    assert not {*entity.excused} & {*entity.internal}
    assert all([*entity.excused.values(), *entity.internal.values()])


def test_records_come_in_the_order_of_the_catalogue() -> None:
    """Owners before what belongs to them."""
    assert {entity.record for entity in EXPORTED} == set(RECORD_TYPES)
    positions = {entity.name: index for index, entity in enumerate(EXPORTED)}
    assert all(positions[e.owner] < index for index, e in enumerate(EXPORTED) if e.owner)


def service_types() -> list[Any]:
    types = (getattr(async_db, name) for name in async_db.__all__)
    return [each for each in types if isinstance(each, type) and issubclass(each, BaseService)]


@pytest.mark.parametrize("service", service_types(), ids=lambda each: each.__name__)
def test_services_use_the_names_of_the_catalogue(service: Any) -> None:
    entity = BY_TABLE[service.repository_type.row_type.__tablename__]

    assert service.entity == entity.name
    if issubclass(service, ItemService):
        assert isinstance(entity, ItemType)
        assert (service.prefix, service.owner_entity) == (entity.prefix, entity.owner)
        repository = service.repository_type
        assert (repository.owner_field, repository.name_field) == (
            entity.owner_column,
            entity.name_column,
        )
    else:
        assert service.audited_fields == entity.audited


@pytest.mark.parametrize("entity", [MODEL, VERSION], ids=lambda e: e.name)
def test_every_content_column_is_audited(entity: Entity) -> None:
    """A change of it is part of the history."""
    content = set(content_of(row_type_of(entity))) - {"is_trashed"}

    assert content <= set(entity.audited)


@pytest.mark.parametrize(
    ("entity", "list_type"),
    [
        (MODEL, ListType.MODELS),
        (VERSION, ListType.VERSIONS),
        (AUDIT_EVENT, ListType.EVENTS),
        (RUN, ListType.RUNS),
        (EXPERIMENT, ListType.EXPERIMENTS),
    ],
)
def test_searchable_columns_are_fields_of_the_query_language(
    entity: Entity, list_type: ListType
) -> None:
    assert all(find_field(list_type, name, with_key=False) for name in entity.searchable)


@pytest.mark.parametrize(
    ("owner", "list_type"), [(MODEL, ListType.MODELS), (VERSION, ListType.VERSIONS)]
)
def test_items_are_fields_of_the_query_language(owner: Entity, list_type: ListType) -> None:
    searched = [item.query_field for item in items_of(owner) if item.query_field]

    assert all(find_field(list_type, field, with_key=True) for field in searched)


def test_a_new_version_takes_each_of_its_items_by_name() -> None:
    assert {item.prefix for item in items_of(VERSION)} <= set(MLModelVersionCreate.model_fields)


def test_the_plural_is_english() -> None:
    assert BY_TABLE["ml_model_aliases"].plural == "aliases"
    assert MODEL.plural == "models"
    assert API_TOKEN.plural == "API tokens"
