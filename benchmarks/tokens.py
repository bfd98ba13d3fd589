"""Tokens for the HTTP API of registries that are measured."""

from benchmarks.measured_registry import ACTOR
from mldb.config import DatabaseConfig
from mldb.schemas import APITokenCreate, StaffUserCreate
from mldb.sync_db import APITokenService, Database, StaffUserService
from mldb.values.enums import Role, TokenScope


def admin_token(config: DatabaseConfig) -> str:
    """Secret of a token that allows everything, of a new user."""
    with Database(config) as database:
        user = StaffUserService(database, actor=ACTOR).create(
            StaffUserCreate(username=ACTOR, password_hash="none", role=Role.ADMIN)  # noqa: S106  # nobody logs in
        )
        data = APITokenCreate(user_id=user.id, name=ACTOR, scope=TokenScope.ADMIN)
        return APITokenService(database, actor=ACTOR).create(data).secret
