"""Ctrl-C while something is written leaves the database free, whatever becomes of the traceback."""

import subprocess
import sys

import pytest
from sqlalchemy import text

from mldb.config import SQLiteConfig
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database, MLModelService
from tests.mldb import workers
from tests.mldb.workers import PATIENCE_SECONDS


@pytest.mark.parametrize(("colour", "rounds"), [("sync", 150), ("async", 50)])
def test_an_interrupted_program_locks_nobody_out(
    sqlite_config: SQLiteConfig, colour: str, rounds: int
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.mldb.database.interrupting", str(rounds), colour],
        env=workers.environment(sqlite_config),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        struck, locked, handler = program.stdout.readline().split()
        # It still has its tracebacks.
        with Database(sqlite_config) as database:
            MLModelService(database, actor="alice").create(MLModelCreate(name="elsewhere"))
            with database.reading() as session:
                names = set(session.scalars(text("SELECT name FROM ml_models")))
                created = text("SELECT label FROM audit_events WHERE entity = 'model'")
                told = set(session.scalars(created))
        program.communicate(timeout=PATIENCE_SECONDS)

    assert int(struck) >= rounds / 2
    assert int(locked) == 0
    assert handler == "True"
    assert names == told
