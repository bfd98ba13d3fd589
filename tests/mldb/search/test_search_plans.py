"""The query plans of pages: they are read from their start, however deep in the list that is."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy import text as sql

from benchmarks.filled_runs import fill
from mldb.config import PostgresConfig, SQLiteConfig
from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from mldb.search.cursor import END
from mldb.statements.search.planning import SETTINGS
from mldb.sync_db import (
    AuditEventService,
    Database,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
    MLRunService,
    UnitOfWork,
)


@pytest.fixture
def database(sqlite_config: SQLiteConfig) -> Iterator[Database]:
    """A model with four versions."""
    with Database(sqlite_config) as database:
        MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))
        version = MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": 0.5})
        for _ in range(4):
            MLModelVersionService(database, actor="alice").create(version)
        yield database


def second_page(service: Any, text: str, start: str | None, **scope: Any) -> tuple[str, str]:
    """How the page after the first one, or the one before the last, is asked for and read."""
    first = service.search(text, cursor=start, limit=2, **scope)
    beside = first.previous_cursor if start == END else first.next_cursor
    seen: list[tuple[str, str]] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        # Without tables it is the one that asks PostgreSQL to walk along indexes.
        if statement.startswith("SELECT") and "FROM" in statement:
            how = "QUERY PLAN" if connection.dialect.name == "sqlite" else "(COSTS OFF)"
            rows = cursor.execute(f"EXPLAIN {how} {statement}", parameters).fetchall()
            seen.append((statement, "; ".join(row[-1] for row in rows)))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        assert service.search(text, cursor=beside, limit=2, **scope).rows
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    ((statement, plan),) = seen
    return statement, plan


@pytest.mark.parametrize(
    ("text", "start", "passed"),
    [
        ("at>2020 at<2999", None, "<"),
        ("at>2020 at<2999", END, ">="),
        ("at>2020 at<2999 sort:at", None, ">="),
        ("at>2020 at<2999 sort:at", END, "<"),
    ],
)
@pytest.mark.parametrize("model_name", [None, "fraud"])
def test_a_page_of_the_history_begins_at_its_position_and_not_at_the_bound_before_it(
    database: Database, text: str, start: str | None, passed: str, model_name: str | None
) -> None:
    audit = AuditEventService(database)
    statement, plan = second_page(audit, text, start, model_name=model_name)

    scope = "" if model_name is None else "model_id_"
    assert f"SEARCH audit_events USING INDEX ix_audit_events_{scope}occurred_at_id" in plan
    assert "occurred_at>? AND occurred_at<?" in plan
    assert "TEMP B-TREE" not in plan
    assert f"+audit_events.occurred_at {passed} ?" in statement
    assert statement.count("+audit_events") == 1


@pytest.mark.parametrize(
    ("start", "found"),
    [(None, "value>? AND (value,version_id)<(?,?)"), (END, "(value,version_id)>(?,?) AND value<?")],
)
def test_a_page_between_two_values_of_a_metric_begins_at_its_position(
    database: Database, start: str | None, found: str
) -> None:
    text = "metric.auc>0.1 metric.auc<0.9 sort:-metric.auc"
    _, plan = second_page(MLModelVersionService(database), text, start)

    assert found in plan


def models_of(database: Database) -> MLModelService:
    """A service with six models, every second of them with a champion."""
    service = MLModelService(database, actor="alice")
    for number in range(6):
        model = service.create(MLModelCreate(name=f"model-{number}"))
        MLModelVersionService(database, actor="alice").create(
            MLModelVersionCreate(model_name=model.name, source="s3://b/1")
        )
        if number % 2:
            MLModelAliasService(database, actor="alice").move(
                MLModelAliasMove(model_name=model.name, name="champion", version=1)
            )
    return service


BY_NAME = ("name", "sqlite_autoindex_ml_models_1", "uq_ml_models_name")
BY_CREATION = ("created_at,id", "ix_ml_models_created_at_id", "ix_ml_models_created_at_id")
BY_CHANGE = ("updated_at,id", "ix_ml_models_updated_at_id", "ix_ml_models_updated_at_id")
BY_ACTIVITY = (
    "active_at,model_id",
    "ix_ml_model_activities_active_at_model_id",
    "ix_ml_model_activities_active_at_model_id",
)

deep_pages_of_models = pytest.mark.parametrize(
    ("text", "start", "index", "passed"),
    [
        ("", None, BY_NAME, ">"),
        ("", END, BY_NAME, "<"),
        ("sort:-name", None, BY_NAME, "<"),
        ("sort:-created", None, BY_CREATION, "<"),
        ("sort:-created", END, BY_CREATION, ">"),
        ("sort:-updated", None, BY_CHANGE, "<"),
        ("sort:-updated", END, BY_CHANGE, ">"),
        ("sort:-active", None, BY_ACTIVITY, "<"),
        ("sort:-active", END, BY_ACTIVITY, ">"),
    ],
)


def where_sorted(text: str) -> tuple[str, int]:
    """The table whose index has the order, and how many tables the others are joined to."""
    return ("ml_model_activities", 2) if "active" in text else ("ml_models", 3)


@deep_pages_of_models
def test_sqlite_walks_to_a_deep_page_of_models_along_an_index(
    sqlite_config: SQLiteConfig, text: str, start: str | None, index: tuple[str, ...], passed: str
) -> None:
    with Database(sqlite_config) as database:
        statement, plan = second_page(models_of(database), text, start)

    keys, name, _ = index
    table, joined = where_sorted(text)
    both, first = f"(({keys}){passed}(?,?))", f"({keys.split(',')[0]}{passed}?)"
    assert plan.startswith(tuple(f"SEARCH {table} USING INDEX {name} {at}" for at in (both, first)))
    assert "TEMP B-TREE" not in plan
    assert "SCAN" not in plan.replace("SCALAR", "")
    assert statement.count("LEFT OUTER JOIN") == plan.count("LEFT-JOIN") == joined


@pytest.mark.postgres
@deep_pages_of_models
def test_postgresql_walks_to_a_deep_page_of_models_along_an_index(
    postgres_database: PostgresConfig,
    text: str,
    start: str | None,
    index: tuple[str, ...],
    passed: str,
) -> None:
    with Database(postgres_database) as database:
        statement, plan = second_page(models_of(database), text, start)

    _, _, name = index
    table, joined = where_sorted(text)
    backward = " Backward" if passed == "<" else ""
    assert f"Index Scan{backward} using {name} on {table};" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan
    assert statement.count("LEFT OUTER JOIN") == plan.count("Nested Loop Left Join") == joined


def settings(database: UnitOfWork) -> tuple[Any, ...]:
    """How this transaction has PostgreSQL plan."""
    with database.reading() as session:
        return tuple(session.execute(select(*map(func.current_setting, SETTINGS))).one())


@pytest.mark.postgres
@pytest.mark.parametrize("searched", [MLModelService, MLModelVersionService, AuditEventService])
class TestPlansAfterwards:
    """Other statements of the transaction are planned as they would be without a search."""

    def test_after_a_page(self, postgres_database: PostgresConfig, searched: Any) -> None:
        with Database(postgres_database) as database, database.frozen() as frozen:
            before = settings(frozen)
            searched(frozen).search("by:alice")
            after = settings(frozen)

        assert after == before

    def test_after_a_page_and_its_count(
        self, postgres_database: PostgresConfig, searched: Any
    ) -> None:
        with Database(postgres_database) as database, database.frozen() as frozen:
            before = settings(frozen)
            service = searched(frozen)
            service.search("by:alice")
            service.count("by:alice")
            after = settings(frozen)

        assert after == before

    def test_after_several_pages(self, postgres_database: PostgresConfig, searched: Any) -> None:
        with Database(postgres_database) as database, database.frozen() as frozen:
            before = settings(frozen)
            service = searched(frozen)
            service.search("by:alice")
            service.search("by:bob")
            service.count("by:bob")
            after = settings(frozen)

        assert after == before

    def test_what_was_off_before_stays_off(
        self, postgres_database: PostgresConfig, searched: Any
    ) -> None:
        with Database(postgres_database) as database, database.frozen() as frozen:
            frozen.session.execute(sql("SET LOCAL enable_hashjoin TO off"))
            before = settings(frozen)
            service = searched(frozen)
            service.search("by:alice")
            service.count("by:alice")
            after = settings(frozen)

        assert after == before
        assert "off" in after


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def with_runs(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Ten thousand runs in fifty experiments."""
    names = {"sqlite": "sqlite_config", "postgres": "postgres_database"}
    config = request.getfixturevalue(names[request.param])
    fill(config, 10_000)
    with Database(config) as database:
        yield database


def plans(database: Database, text: str, start: str | None) -> str:
    """How each statement of a page of runs is read."""
    seen: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and "ml_runs.public_id" in statement:
            how = "QUERY PLAN" if connection.dialect.name == "sqlite" else "(COSTS OFF)"
            rows = cursor.execute(f"EXPLAIN {how} {statement}", parameters).fetchall()
            seen.append("; ".join(row[-1] for row in rows))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        assert MLRunService(database).search(text, cursor=start, limit=5).rows
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    return "\n".join(seen)


@pytest.mark.parametrize("start", [None, END])
@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("", "ix_ml_runs_started_at_id"),
        ("status:failed", "ix_ml_runs_status_started_at_id"),
        ("user:USER-3", "ix_ml_runs_user_start_started_at_id"),
        ("commit:commit-8", "ix_ml_runs_commit_start_started_at_id"),
        ("status:finished commit:commit-8", "ix_ml_runs_commit_start_started_at_id"),
        ("experiment:experiment-9 commit:commit-8", "ix_ml_runs_commit_start_started_at_id"),
        ("metric.loss<0.5", "ix_ml_runs_started_at_id"),
        ("experiment:experiment-7", "ix_ml_runs_experiment_id_started_at_id"),
        ("metric.auc:* sort:-metric.auc", "ix_ml_metric_series_name_last_value_run_id"),
        ("min.auc>0.1 sort:min.auc", "ix_ml_metric_series_name_min_value_run_id"),
        ("max.auc>0.6 metric.loss<0.5 sort:max.auc", "ix_ml_metric_series_name_max_value_run_id"),
        (
            "experiment:experiment-7 max.auc>0.6 sort:max.auc",
            "ix_ml_metric_series_experiment_id_name_max_value_run_id",
        ),
    ],
)
def test_pages_of_runs_are_read_along_the_index_of_their_order(
    with_runs: Database, text: str, index: str, start: str | None
) -> None:
    plan = plans(with_runs, text, start)

    assert index in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("start", [None, END])
@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("metric.loss<0.001", "ix_ml_metric_series_name_last_value_run_id"),
        ("metric.auc<0.9 metric.loss<0.001", "ix_ml_metric_series_name_last_value_run_id"),
        ("param.lr<0.001 sort:-max.auc max.auc:*", "ix_ml_run_params_name_number_run_id"),
        (f"parent:{988:032x}", "ix_ml_runs_parent_id"),
    ],
)
def test_few_runs_are_gathered_by_the_index_of_the_rarest_condition(
    with_runs: Database, text: str, index: str, start: str | None
) -> None:
    plan = plans(with_runs, text, start)

    assert index in plan
    assert "ix_ml_runs_started_at_id" not in plan
    assert "Seq Scan" not in plan
