"""The site as MLflow's functions and commands reach it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mldb.config import DatabaseConfig
from mldb.schemas import APITokenCreate, StaffUserCreate
from mldb.sync_db import Database, Registry
from mldb.values.enums import Role, TokenScope
from mldb.values.names import SYSTEM
from tests.mldb.workers import environment
from tools.live_site import UVICORN, live

QUICK_REFUSALS = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1", "MLFLOW_HTTP_REQUEST_TIMEOUT": "300"}


@contextmanager
def serving(mlflow: Any, config: DatabaseConfig, folder: Path) -> Iterator[str]:
    """URL of the site, which MLflow uses; files are kept in the folder."""
    files = {"ARTIFACTS_URL": (folder / "artifacts").as_uri()}
    variables = QUICK_REFUSALS | {"MLFLOW_TRACKING_TOKEN": token_in(config)}
    command = (*UVICORN, "--log-level=error")
    with pytest.MonkeyPatch.context() as patch, live(command, environment(config) | files) as site:
        for name, value in variables.items():
            patch.setenv(name, value)
        mlflow.set_tracking_uri(site.address)
        mlflow.set_registry_uri(site.address)
        try:
            yield site.address
        finally:
            mlflow.set_tracking_uri(None)
            mlflow.set_registry_uri(None)


def token_in(config: DatabaseConfig) -> str:
    """Secret of a token of somebody who may change models and runs."""
    with Database(config) as database:
        registry = Registry(database, actor=SYSTEM)
        user = registry.staff.create(
            StaffUserCreate(username="ann", password_hash="hash", role=Role.EDITOR)
        )
        wanted = APITokenCreate(user_id=user.id, name="job", scope=TokenScope.WRITE)
        return registry.tokens.create(wanted).secret
