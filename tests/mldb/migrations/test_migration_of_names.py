"""The migration of names on registries that were filled before it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
import sqlalchemy as sa
from alembic import command

from mldb.config import DatabaseConfig
from mldb.database.maintenance import maintenance_engine
from mldb.migrate import alembic_config
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.sync_db import (
    APITokenService,
    AuditEventService,
    Database,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
)

BEFORE: Final = "0005"
AFTER: Final = "head"
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
DECOMPOSED, COMPOSED = "cafe\u0301", "caf\u00e9"
BY: Final = {
    "created_at": START,
    "created_by": "ann",
    "updated_at": START,
    "updated_by": "ann",
    "row_version": 1,
}


class Old:
    """Puts rows into tables as they were before."""

    def __init__(self, config: DatabaseConfig) -> None:
        self.config = config
        command.upgrade(alembic_config(config), BEFORE)

    def add(self, table: str, **values: Any) -> None:
        row = {
            name: json.dumps(value) if isinstance(value, dict | list) else value
            for name, value in values.items()
        }
        engine = maintenance_engine(self.config)
        with engine.begin() as connection:
            described = sa.Table(table, sa.MetaData(), autoload_with=connection)
            typed = {
                name: json.loads(row[name])
                if isinstance(described.c[name].type, sa.JSON) and isinstance(row[name], str)
                else row[name]
                for name in row
            }
            connection.execute(described.insert(), typed)
        engine.dispose()

    def model(self, row_id: int, name: str, last: int = 0) -> None:
        self.add("ml_models", id=row_id, name=name, description="", last_version_number=last, **BY)

    def version(self, row_id: int, model_id: int, number: int) -> None:
        given = {"source": "s3://b", "device": "cpu", "status": "ready", "description": ""}
        self.add("ml_model_versions", id=row_id, model_id=model_id, number=number, **given, **BY)

    def event(self, entity: str, label: str, model_id: int) -> None:
        self.add(
            "audit_events",
            occurred_at=START,
            actor="ann",
            action="create",
            entity=entity,
            entity_id=1_000,
            label=label,
            model_id=model_id,
            changes={"number": [None, 1]},
        )

    def alias(self, name: str, number: int, start: int, end: int | None = None) -> None:
        ended = {} if end is None else {"ended_at": START + timedelta(end), "ended_by": "ann"}
        self.add(
            "ml_model_aliases",
            model_id=1,
            name=name,
            version_id=number,
            version_number=number,
            is_current=True if end is None else None,
            started_at=START + timedelta(start),
            started_by="ann",
            **ended,
        )


@pytest.fixture
def old(new_database: DatabaseConfig) -> Old:
    return Old(new_database)


def migrated(old: Old) -> Database:
    command.upgrade(alembic_config(old.config), AFTER)
    return Database(old.config)


def test_numbers_of_purged_models_are_not_given_out_again(old: Old) -> None:
    old.event("version", "gone/4", 90)
    old.event("model", "empty", 91)
    old.event("version", "again/7", 92)
    old.model(500, "again", 1)
    with migrated(old) as database:
        models = MLModelService(database, actor="alice")
        for name in ("gone", "empty"):
            models.create(MLModelCreate(name=name))
        versions = MLModelVersionService(database, actor="alice")
        numbers = [
            versions.create(MLModelVersionCreate(model_name=name, source="s3://b")).number
            for name in ("gone", "empty", "again")
        ]

    assert numbers == [5, 1, 8]


def test_names_get_one_spelling_and_colliding_ones_a_number(old: Old) -> None:
    old.model(1, COMPOSED)
    old.model(2, DECOMPOSED)
    old.version(1, 1, 1)
    for name in (DECOMPOSED, COMPOSED):
        old.add("ml_metrics", name=name, value=0.5, version_id=1, **BY)
    with migrated(old) as database:
        models = MLModelService(database)
        named = {one.id: one.name for one in models.get_all()}
        metrics = MLMetricService(database).get_of_owner(1)
        events = AuditEventService(database).get_all()

    assert named == {1: COMPOSED, 2: f"{COMPOSED} (2)"}
    assert [one.name for one in metrics] == [COMPOSED, f"{COMPOSED} (2)"]
    assert {one.label: one.changes for one in events} == {
        f"{COMPOSED} (2)": {"name": (DECOMPOSED, f"{COMPOSED} (2)")},
        f"{COMPOSED}/1": {
            f"metrics.{DECOMPOSED}": (0.5, None),
            f"metrics.{COMPOSED} (2)": (None, 0.5),
        },
    }


def test_aliases_that_point_at_the_same_time_are_kept_apart(old: Old) -> None:
    old.model(1, "fraud", 2)
    for number in (1, 2):
        old.version(number, 1, number)
    old.alias("Champion", 1, 0)
    old.alias("champion", 2, 1)
    with migrated(old) as database:
        aliases = MLModelAliasService(database)
        current = {one.name: one.version_number for one in aliases.get_all("fraud")}
        (event,) = AuditEventService(database).get_all()

    assert current == {"champion": 2, "Champion-2": 1}
    assert event.changes == {"aliases.Champion": (1, None), "aliases.Champion-2": (None, 1)}
    assert event.label == "fraud"


def test_aliases_that_followed_each_other_become_one(old: Old) -> None:
    old.model(1, "fraud", 2)
    for number in (1, 2):
        old.version(number, 1, number)
    old.alias("Champion", 1, 0, 1)
    old.alias("champion", 2, 1)
    with migrated(old) as database:
        history = MLModelAliasService(database).get_history("fraud", "CHAMPION")

    assert [(one.name, one.version_number) for one in history] == [("champion", 2), ("Champion", 1)]


def test_reserved_aliases_get_another_name(old: Old) -> None:
    old.model(1, "fraud", 1)
    old.version(1, 1, 1)
    old.alias("Latest", 1, 0)
    old.alias("V2", 1, 0, 1)
    with migrated(old) as database:
        history = MLModelAliasService(database).get_history("fraud")

    assert sorted(one.name for one in history) == ["Latest-2", "V2-2"]


def test_tokens_are_for_the_models_that_they_were_made_for(old: Old) -> None:
    old.add(
        "staff_users",
        id=1,
        username="root",
        display_name="root",
        role="admin",
        is_active=True,
        password_hash="x",
        **BY,
    )
    old.model(1, "fraud")
    later = BY | {"created_at": START + timedelta(9)}
    old.add("ml_models", id=2, name="new", description="", last_version_number=0, **later)
    for row_id, names in ((1, ["fraud", "new", "gone"]), (2, None)):
        old.add(
            "api_tokens",
            id=row_id,
            user_id=1,
            name=f"ci-{row_id}",
            secret_hash=str(row_id),
            scope="read",
            model_names=names,
            **BY,
        )
    with migrated(old) as database:
        tokens = APITokenService(database)
        restricted_to = [tokens.get(row_id).model_names for row_id in (1, 2)]

    assert restricted_to == [["fraud"], None]
    command.downgrade(alembic_config(old.config), BEFORE)
    command.upgrade(alembic_config(old.config), AFTER)
