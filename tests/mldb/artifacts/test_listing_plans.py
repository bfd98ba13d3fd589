"""Lists of files take few statements, and read an index, however many files there are."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from mldb.config import DatabaseConfig
from mldb.schemas import MLRunCreate, Owner
from mldb.sync_db import Database, Registry


@pytest.fixture
def registry(config: DatabaseConfig) -> Iterator[Registry]:
    with Database(config) as database:
        yield Registry(database, actor="alice")


@pytest.fixture
def owner(registry: Registry) -> Owner:
    """A run with 300 files, in directories and in the root."""
    owner = Owner.run(registry.runs.begin(MLRunCreate(experiment="churn")).public_id)
    files = {f"{number % 9}/{number}": b"" for number in range(150)}
    registry.artifacts.put_many(owner, files | {f"{number}.txt": b"" for number in range(150)})
    return owner


def explained(registry: Registry, owner: Owner, directory: str) -> list[str]:
    """The plan of each statement of a page."""
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            how = "QUERY PLAN" if connection.dialect.name == "sqlite" else "(COSTS OFF)"
            rows = cursor.execute(f"EXPLAIN {how} {statement}", parameters).fetchall()
            plans.append("; ".join(str(row[-1]) for row in rows))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        assert registry.artifacts.list_directory(owner, directory, limit=5).rows
        assert registry.artifacts.list_files(owner, directory, limit=5).rows
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    return plans


@pytest.mark.parametrize("directory", ["", "3"])
def test_a_page_is_read_from_the_index_of_its_owner(
    registry: Registry, owner: Owner, directory: str
) -> None:
    plans = explained(registry, owner, directory)
    of_files = [plan for plan in plans if "ml_artifacts" in plan]

    assert len(plans) == 4, "Each page looks up its owner, then the files."
    assert len(of_files) == 2
    assert all("ix_ml_artifacts_run_id_path" in plan for plan in of_files)
    assert all("SCAN ml_artifacts" not in plan for plan in of_files)
    assert all("Seq Scan on ml_artifacts" not in plan for plan in of_files)
