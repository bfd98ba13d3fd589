"""The site on a database of the test's own, and people of every role."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.test import Client

from mldb import async_db
from mldb.config import SQLiteConfig
from mldb.schemas import StaffUserCreate
from mldb.sync_db import default_database
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.accounts.account import StaffAccount
from registry_app.core.registry import Registry

PASSWORD = "correct horse battery staple"
COSTS = {name: getattr(Argon2PasswordHasher, name) for name in ("time_cost", "memory_cost")}


def _hash_quickly(patch: pytest.MonkeyPatch) -> None:
    """Good hashes are slow on purpose; `accounts/test_hashing.py` knows what they cost."""
    patch.setattr(Argon2PasswordHasher, "time_cost", 1)
    patch.setattr(Argon2PasswordHasher, "memory_cost", 8 * Argon2PasswordHasher.parallelism)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Made once."""
    with pytest.MonkeyPatch.context() as patch:
        _hash_quickly(patch)
        return make_password(PASSWORD)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    _hash_quickly(monkeypatch)


@pytest.fixture(autouse=True)
def served(sqlite_config: SQLiteConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[SQLiteConfig]:
    """The database that the site works on."""
    monkeypatch.setenv("SQLITE_DB_PATH", str(sqlite_config.db_path))
    default_database.cache_clear()
    async_db.default_database.cache_clear()
    yield sqlite_config
    if default_database.cache_info().currsize:
        default_database().close()
        default_database.cache_clear()


@pytest.fixture
def registry() -> Registry:
    """Services that act for somebody who is not logged in."""
    return Registry("alice")


@pytest.fixture
def logged_in(password_hash: str) -> Callable[[Role], Client]:
    """A browser in which somebody of this role is logged in; the role is the username too."""

    def log_in(role: Role) -> Client:
        Registry(SYSTEM).staff.create(
            StaffUserCreate(username=role.value, password_hash=password_hash, role=role)
        )
        client = Client()
        client.force_login(StaffAccount.of(Registry().staff.get_credentials(role.value)))
        return client

    return log_in


@pytest.fixture
def viewer(logged_in: Callable[[Role], Client]) -> Client:
    """Somebody who may look."""
    return logged_in(Role.VIEWER)


@pytest.fixture
def editor(logged_in: Callable[[Role], Client]) -> Client:
    """Somebody who may change models."""
    return logged_in(Role.EDITOR)


@pytest.fixture
def admin(logged_in: Callable[[Role], Client]) -> Client:
    """Somebody who may do everything."""
    return logged_in(Role.ADMIN)
