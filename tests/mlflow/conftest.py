"""The MLflow protocol on a database of the test's own, and programs that speak it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from mldb.config import DatabaseConfig
from mldb.values.enums import Role
from tests.api.conftest import (  # noqa: F401  # fixtures
    database_config,
    registry,
    served,
    token,
)
from tests.mlflow.program import Program, program_with


@pytest.fixture
async def program(served: DatabaseConfig) -> AsyncIterator[Program]:  # noqa: F811  # a fixture
    """Acts for somebody who may change everything that the protocol changes."""
    async with program_with({"Authorization": f"Bearer {await token(Role.EDITOR)}"}) as made:
        yield made


@pytest.fixture
async def anonymous(served: DatabaseConfig) -> AsyncIterator[httpx.AsyncClient]:  # noqa: F811
    """A program without a token."""
    async with program_with({}) as made:
        yield made.client
