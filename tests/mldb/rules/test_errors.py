"""Errors say to each reader what they may know."""

import copy
import pickle
from pathlib import Path

import pytest

from mldb.config import PostgresConfig, SQLiteConfig
from mldb.errors import (
    BUSY,
    UNAVAILABLE,
    ConflictError,
    MLDBError,
    NotFoundError,
    QuerySyntaxError,
    StorageError,
)
from mldb.sync_db import Database, MLModelService


def _failure(database: Database) -> StorageError:
    with pytest.raises(StorageError) as caught:
        MLModelService(database).get_all()
    return caught.value


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (SQLiteConfig(db_path=Path("secret-folder/modelbook.db")), "secret-folder"),
        (PostgresConfig(host="127.0.0.1", port=1, database="secret"), "127.0.0.1:1"),
    ],
)
def test_strangers_are_told_no_place_and_no_setting(
    config: SQLiteConfig | PostgresConfig, told: str
) -> None:
    error = _failure(Database(config))

    assert told in str(error)
    assert error.public == UNAVAILABLE


@pytest.mark.parametrize(
    "error",
    [
        StorageError("The file x is locked.", BUSY),
        NotFoundError("model", "fraud", "here"),
        ConflictError("Somebody else was first.", "name"),
        QuerySyntaxError("This is no query.", 3),
    ],
)
def test_errors_go_from_process_to_process(error: MLDBError) -> None:
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301  # our own
        assert type(other) is type(error)
        assert other.__dict__ == error.__dict__
        assert str(other) == str(error)
