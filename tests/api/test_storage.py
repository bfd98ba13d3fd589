"""A database that is gone, in the middle of it."""

import asyncio
import sqlite3
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from django.test import AsyncClient

from mldb import async_db
from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig
from tests.api.conftest import noted_uses
from tests.api.responses import content, problem
from tests.mldb.database.silence import Proxy, proxy


async def test_a_missing_file_is_reported(
    editor: httpx.AsyncClient, sqlite_config: SQLiteConfig
) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    await noted_uses()
    await async_db.default_database().close()
    hidden = sqlite_config.db_path.rename(sqlite_config.db_path.with_suffix(".away"))
    for response in (
        await editor.get("/models"),
        await editor.get("/models", headers={"Accept": "application/x-ndjson"}),
        await editor.post("/models", json={"name": "x"}, headers={"Idempotency-Key": "1"}),
    ):
        problem(response, 503)
        assert int(response.headers["Retry-After"]) > 0
    hidden.rename(sqlite_config.db_path)

    content(await editor.post("/models", json={"name": "x"}, headers={"Idempotency-Key": "1"}), 201)


async def test_a_locked_file_is_reported(
    editor: httpx.AsyncClient, sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(async_db.default_database().config, "busy_timeout_seconds", 0.05)
    holder = sqlite3.connect(sqlite_config.db_path, isolation_level=None)
    holder.execute("PRAGMA busy_timeout = 0")
    await editor.get("/models")
    await noted_uses()
    await async_db.default_database().close()
    holder.execute("BEGIN IMMEDIATE")
    refused = await editor.post("/models", json={"name": "fraud"})
    reading = await editor.get("/models")
    holder.execute("ROLLBACK")
    holder.close()

    assert "is busy" in problem(refused, 503)["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    assert content(reading)["items"] == []


class TestPostgreSQL:
    """Its connections are cut while requests are on their way."""

    @pytest.fixture
    def database_config(self, postgres_database: PostgresConfig) -> DatabaseConfig:
        return postgres_database

    @pytest.mark.postgres
    async def test_after_cut_connections_requests_are_refused_at_worst(
        self, editor: httpx.AsyncClient, postgres_database: PostgresConfig
    ) -> None:
        """Every model with a response 201 exists, and no other; all other responses are 503."""
        calls = [editor.post("/models", json={"name": f"model-{number}"}) for number in range(30)]
        cutting = asyncio.create_task(asyncio.to_thread(_cut, postgres_database))
        responses = await asyncio.gather(*calls)
        await cutting
        for response in responses:
            if response.status_code != 201:
                problem(response, 503)
                assert int(response.headers["Retry-After"]) > 0
        made = {
            content(response, 201)["name"] for response in responses if response.status_code == 201
        }

        there = {row["name"] for row in content(await _tried(editor))["items"]}
        assert made <= there


async def _tried(client: httpx.AsyncClient) -> httpx.Response:
    """The response, after as many attempts as there may be dead connections in the pool."""
    for _ in range(20):
        response = await client.get("/models")
        if response.status_code == 200:
            return response
        problem(response, 503)
    raise AssertionError("The site never recovered.")


def _cut(config: PostgresConfig) -> None:
    """End all connections to this database, a few times."""
    with psycopg.connect(
        host=config.host, port=config.port, user=config.user, dbname="postgres", autocommit=True
    ) as connection:
        for _ in range(5):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [config.database],
            )


class TestSilence:
    """PostgreSQL behind a network that falls silent, and is there again for new connections."""

    @pytest.fixture
    def silent(self, postgres_database: PostgresConfig) -> Iterator[Proxy]:
        with proxy(postgres_database) as between:
            yield between

    @pytest.fixture
    def database_config(
        self, postgres_database: PostgresConfig, silent: Proxy, monkeypatch: pytest.MonkeyPatch
    ) -> DatabaseConfig:
        monkeypatch.setenv("POSTGRES_OPERATION_TIMEOUT_SECONDS", "1.5")
        monkeypatch.setenv("POSTGRES_CONNECT_TIMEOUT_SECONDS", "2")
        return postgres_database.model_copy(update={"host": "127.0.0.1", "port": silent.port})

    @pytest.mark.postgres
    async def test_requests_are_refused_and_then_succeed_again(
        self, editor: httpx.AsyncClient, silent: Proxy
    ) -> None:
        pages = AsyncClient()
        ready = await pages.get("/readyz")
        content(await editor.post("/models", json={"name": "fraud"}), 201)
        await noted_uses()
        silent.silence()
        refused = [await editor.get("/models"), await editor.post("/models", json={"name": "x"})]
        not_ready = await pages.get("/readyz")
        page = await pages.get("/models", headers={"cookie": f"sessionid={'a' * 32}"})
        silent.speak()
        names = {row["name"] for row in content(await _tried(editor))["items"]}
        while (again := await pages.get("/readyz")).status_code != 200:
            assert again.status_code == 503

        assert (ready.status_code, not_ready.status_code, page.status_code) == (200, 503, 503)
        assert [problem(response, 503)["status"] for response in refused] == [503, 503]
        assert "fraud" in names
