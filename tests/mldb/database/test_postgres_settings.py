"""The effects of the settings of PostgreSQL on connections."""

import logging
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.core.checks import run_checks
from psycopg import sql
from pydantic import SecretStr, ValidationError
from sqlalchemy import text

from mldb.config import PostgresConfig, SQLiteConfig
from mldb.database import postgres
from mldb.errors import BUSY, StorageError
from mldb.migrate import migrate
from mldb.schemas import MLModelCreate
from mldb.sync_db import Database, MLModelService
from tests.mldb import workers
from tools.live_site import free_port
from tools.postgres import connect, temporary_database


@pytest.fixture
def administer(postgres_server: PostgresConfig) -> Iterator[psycopg.Connection]:
    with connect(postgres_server) as connection:
        yield connection


@pytest.fixture(params=["SQL_ASCII", "LATIN1"])
def other_encoding(
    request: pytest.FixtureRequest, postgres_server: PostgresConfig, administer: psycopg.Connection
) -> Iterator[PostgresConfig]:
    """A database that can't store every text."""
    name = f"modelbook_test_{request.param.lower()}_{free_port()}"
    administer.execute(
        sql.SQL(
            "CREATE DATABASE {} ENCODING {} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        ).format(sql.Identifier(name), sql.Literal(request.param))
    )
    yield postgres_server.model_copy(update={"database": name})
    administer.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.postgres
def test_a_database_that_is_not_utf_8_is_refused(other_encoding: PostgresConfig) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "mldb.migrate"],
        env=workers.environment(other_encoding) | {"PGCLIENTENCODING": "LATIN1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "ENCODING 'UTF8'" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    with pytest.raises(StorageError, match="can't store every text"):
        Database(other_encoding).open()


@pytest.mark.postgres
def test_the_clients_encoding_is_ours(
    postgres_database: PostgresConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    with Database(postgres_database) as database:
        MLModelService(database, actor="alice").create(MLModelCreate(name="модель"))

        assert [model.name for model in MLModelService(database).get_all()] == ["модель"]


@pytest.mark.postgres
def test_pgoptions_are_respected(
    postgres_server: PostgresConfig,
    administer: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A role that may use a schema of its own only."""
    role = sql.Identifier(f"modelbook_test_{free_port()}")
    with temporary_database(postgres_server) as config:
        try:
            administer.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            with connect(config) as inside:
                inside.execute(sql.SQL("CREATE SCHEMA team AUTHORIZATION {}").format(role))
                inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            monkeypatch.setenv("PGOPTIONS", "-csearch_path=team -c TimeZone=Asia/Tokyo")
            of_team = config.model_copy(update={"user": role._obj[0]})
            migrate(of_team)
            with Database(of_team) as database:
                MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))
                with database.reading() as session:
                    schema = session.scalar(text("SELECT current_schema()"))
                    zone = session.scalar(text("SHOW timezone"))
        finally:
            with connect(config) as inside:
                inside.execute(sql.SQL("DROP OWNED BY {}").format(role))
            administer.execute(sql.SQL("DROP ROLE {}").format(role))

    assert (schema, zone) == ("team", "UTC")


@pytest.mark.postgres
def test_of_several_hosts_a_responding_one_is_used(postgres_database: PostgresConfig) -> None:
    config = postgres_database.model_copy(
        update={
            "host": f"127.0.0.1,{postgres_database.host}",
            "port": f"1,{postgres_database.port}",
        }
    )
    with Database(config) as database:
        MLModelService(database, actor="alice").create(MLModelCreate(name="fraud"))

        assert len(MLModelService(database).get_all()) == 1


@pytest.mark.postgres
def test_of_several_hosts_one_that_can_be_written_is_wanted(
    postgres_database: PostgresConfig, administer: psycopg.Connection
) -> None:
    administer.execute(
        sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(
            sql.Identifier(postgres_database.database)
        )
    )
    hosts = f"{postgres_database.host},{postgres_database.host}"

    with pytest.raises(StorageError, match=r"is read-only\. Connect to the primary server"):
        Database(postgres_database.model_copy(update={"host": hosts})).open()


@pytest.mark.parametrize(
    ("values", "attrs"),
    [
        ({"host": "a"}, None),
        ({"host": "a,b"}, "read-write"),
        ({"host": "a, b", "port": "5432,5433"}, "read-write"),
        ({"host": "a,b", "target_session_attrs": "any"}, "any"),
        ({"host": "a", "target_session_attrs": ""}, None),
    ],
)
def test_which_server_is_wanted(values: dict[str, str], attrs: str | None) -> None:
    config = PostgresConfig.model_validate(values)

    assert config.session_attrs() == attrs
    assert postgres.connect_args(config)["host"] == values["host"].replace(" ", "")


def test_the_environment_may_say_which_server_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGTARGETSESSIONATTRS", "primary")

    assert "target_session_attrs" not in postgres.connect_args(PostgresConfig(host="a,b"))


def test_every_server_is_named() -> None:
    config = PostgresConfig(host="127.0.0.1,127.0.0.2", port="1,2", database="book")

    with pytest.raises(StorageError) as caught:
        Database(config).open()

    assert "'book' at 127.0.0.1:1, 127.0.0.2:2" in str(caught.value)


@pytest.mark.parametrize("port", ["0", "65536", "x", "", "1,,2", "1,2,3", "²", -1])
def test_a_port_that_is_none_is_refused(port: object) -> None:
    with pytest.raises(ValidationError):
        PostgresConfig.model_validate({"host": "a,b", "port": port})


@pytest.mark.parametrize("name", ["host", "user", "database", "password"])
@pytest.mark.parametrize("bad", ["a\0b", "a\udc80b"])
def test_a_value_that_can_not_be_sent_is_refused_at_its_setting(name: str, bad: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PostgresConfig.model_validate({"host": "a"} | {name: bad})

    assert [error["loc"] for error in caught.value.errors()] == [(name,)]


def test_a_path_with_a_null_character_is_refused() -> None:
    with pytest.raises(ValidationError):
        SQLiteConfig.model_validate({"db_path": "a\0b"})


@pytest.mark.parametrize(
    ("host", "sslmode", "is_warned"),
    [
        ("db.example.org", "prefer", True),
        ("localhost,db.example.org", "allow", True),
        ("db.example.org", "require", False),
        ("127.0.0.1", "prefer", False),
        ("localhost,::1,/var/run/postgresql", "disable", False),
        ("10.0.0.1", "disable", True),
    ],
)
def test_a_connection_that_may_be_plain_is_warned_of(
    host: str,
    sslmode: str,
    is_warned: bool,  # noqa: FBT001  # a case's outcome
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("POSTGRES_HOST", host)
    monkeypatch.setenv("POSTGRES_SSLMODE", sslmode)
    with caplog.at_level(logging.WARNING):
        postgres.warn_if_plain(PostgresConfig())
    found = [check.id for check in run_checks(include_deployment_checks=True)]

    assert ("may be unencrypted" in caplog.text) == is_warned
    assert ("modelbook.W001" in found) == is_warned


@pytest.mark.postgres
def test_too_many_connections_get_advice_of_their_own(
    postgres_database: PostgresConfig, administer: psycopg.Connection
) -> None:
    """A role of one connection, which somebody has."""
    role = sql.Identifier(f"modelbook_test_{free_port()}")
    administer.execute(sql.SQL("CREATE ROLE {} LOGIN CONNECTION LIMIT 1").format(role))
    config = postgres_database.model_copy(update={"user": role._obj[0]})
    try:
        with connect(config), pytest.raises(StorageError) as caught:
            Database(config).open()
    finally:
        administer.execute(sql.SQL("DROP ROLE {}").format(role))

    assert "twice POSTGRES_POOL_SIZE" in str(caught.value)
    assert caught.value.public == BUSY
    assert config.password == SecretStr("")
