"""Secrets appear in no log, no traceback and no message."""

import logging
import traceback
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from mldb.config import DatabaseConfig, PostgresConfig
from mldb.errors import MLDBError
from mldb.schemas import APITokenCreate, StaffSessionCreate, StaffUserCreate, StaffUserUpdate
from mldb.sync_db import Database, StaffSessionService, StaffUserService

SECRET = "argon2-of-hunter2"
SOON = datetime.now(UTC) + timedelta(hours=1)


def test_an_echoed_statement_hides_its_parameters(
    config: DatabaseConfig, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        Database(config.model_copy(update={"echo": True})) as database,
        caplog.at_level(logging.INFO, "sqlalchemy.engine"),
    ):
        StaffUserService(database, actor="root").create(
            StaffUserCreate(username="ann", password_hash=SECRET)
        )

    assert "INSERT INTO staff_users" in caplog.text
    assert SECRET not in caplog.text


def test_the_traceback_of_a_refusal_hides_what_was_refused(config: DatabaseConfig) -> None:
    data = StaffSessionCreate(key="12345678", payload=SECRET, expires_at=SOON)
    with Database(config) as database:
        sessions = StaffSessionService(database)
        sessions.create(data)
        with pytest.raises(MLDBError) as caught:
            sessions.create(data)

    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        (StaffUserCreate, {"password_hash": SECRET}),
        (StaffUserUpdate, {"password_hash": SECRET}),
        (StaffSessionCreate, {"key": SECRET, "payload": SECRET}),
        (PostgresConfig, {"password": SECRET, "port": "none"}),
    ],
)
def test_a_refused_schema_does_not_print_its_input(
    schema: type[StaffUserCreate], values: dict[str, str]
) -> None:
    with pytest.raises(ValidationError) as caught:
        schema.model_validate(values)

    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("schema", "values", "field"),
    [
        (StaffUserCreate, {"username": "ann", "password_hash": "a\0b"}, "password_hash"),
        (StaffSessionCreate, {"key": "12345678", "payload": "\0", "expires_at": SOON}, "payload"),
        (
            APITokenCreate,
            {"user_id": 1, "name": "ci", "expires_at": "9999-12-31T23:59:59-05:00"},
            "expires_at",
        ),
    ],
)
def test_what_no_database_can_hold_is_refused_at_its_field(
    schema: type[StaffUserCreate], values: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        schema.model_validate(values)

    assert [error["loc"] for error in caught.value.errors()] == [(field,)]
