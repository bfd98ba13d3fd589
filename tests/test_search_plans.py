"""How SQLite reads a page: from the place that it begins at, however deep in the list that is."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from mldb.config import SQLiteConfig
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.search.cursor import END
from mldb.sync_db import AuditEventService, Database, MLModelService, MLModelVersionService


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

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            rows = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
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
def test_a_page_of_the_history_begins_at_its_place_and_not_at_the_bound_before_it(
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
def test_a_page_between_two_values_of_a_metric_begins_at_its_place(
    database: Database, start: str | None, found: str
) -> None:
    text = "metric.auc>0.1 metric.auc<0.9 sort:-metric.auc"
    _, plan = second_page(MLModelVersionService(database), text, start)

    assert found in plan
