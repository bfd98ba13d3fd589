"""The API on a database of the test's own, and programs that call it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async

from mldb import async_db, sync_db
from mldb.config import DatabaseConfig, SQLiteConfig
from mldb.schemas import APITokenCreate, StaffUserCreate, StaffUserRead
from mldb.values.enums import Role, TokenScope
from mldb.values.names import SYSTEM
from registry_app.accounts import uses
from registry_app.core.registry import AsyncRegistry
from site_config.asgi import application
from tests.api.documented import check_documented
from tests.api.responses import BASE
from tests.mldb.workers import settings

Programs = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
def database_config(sqlite_config: SQLiteConfig) -> DatabaseConfig:
    """The database; a module where its kind matters overrides this with `config`."""
    return sqlite_config


@pytest.fixture(autouse=True)
async def served(
    database_config: DatabaseConfig, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[DatabaseConfig]:
    """The database that the API works on, with its connections kept as a server keeps them."""
    for name, value in settings(database_config).items():
        monkeypatch.setenv(name, value)
    _forget()
    async with async_db.default_database():
        yield database_config
    # What is written beside the requests would open the connections anew.
    await noted_uses()
    if sync_db.default_database.cache_info().currsize:
        await sync_to_async(sync_db.default_database().close)()
    _forget()


def _forget() -> None:
    async_db.default_database.cache_clear()
    sync_db.default_database.cache_clear()


@pytest.fixture
def registry() -> AsyncRegistry:
    """Services that act for somebody who doesn't call the API."""
    return AsyncRegistry("alice")


@pytest.fixture
async def anonymous() -> AsyncIterator[httpx.AsyncClient]:
    """A program without a token."""
    async with _client() as client:
        yield client


@pytest.fixture
async def program(served: DatabaseConfig) -> AsyncIterator[Programs]:
    """Makes programs: each with a token of its own, of a staff user named as their role."""
    async with AsyncExitStack() as stack:

        async def made(
            role: Role, scope: TokenScope = TokenScope.ADMIN, **given: Any
        ) -> httpx.AsyncClient:
            secret = await token(role, scope, **given)
            return await stack.enter_async_context(_client(secret))

        yield made


async def noted_uses() -> None:
    """Wait until all uses of tokens that were noted are written down, or were tried to be."""
    while uses._waiting:  # noqa: ASYNC110  # a thread works on them
        await asyncio.sleep(0.01)


async def token(role: Role, scope: TokenScope = TokenScope.ADMIN, **given: Any) -> str:
    """Secret of a new token, of the staff user named as this role, who is made if need be."""
    user = await _user(role)
    wanted = {"name": f"{role.value}-{scope.value}"} | given
    tokens = AsyncRegistry(SYSTEM).tokens
    return (await tokens.create(APITokenCreate(user_id=user.id, scope=scope, **wanted))).secret


async def _user(role: Role) -> StaffUserRead:
    staff = AsyncRegistry(SYSTEM).staff
    for user in await staff.get_all():
        if user.username == role.value:
            return user
    return await staff.create(StaffUserCreate(username=role.value, password_hash="hash", role=role))


@pytest.fixture
async def viewer(program: Programs) -> httpx.AsyncClient:
    """Acts for somebody who may look."""
    return await program(Role.VIEWER)


@pytest.fixture
async def editor(program: Programs) -> httpx.AsyncClient:
    """Acts for somebody who may change models."""
    return await program(Role.EDITOR)


@pytest.fixture
async def admin(program: Programs) -> httpx.AsyncClient:
    """Acts for somebody who may do everything."""
    return await program(Role.ADMIN)


def _client(secret: str | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(application),
        base_url=BASE,
        headers={} if secret is None else {"Authorization": f"Bearer {secret}"},
        event_hooks={"response": [check_documented]},
    )
