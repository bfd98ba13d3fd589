"""The API behind real servers, on a database that a test has filled."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from mldb.config import DatabaseConfig
from mldb.schemas import APITokenCreate, MLModelCreate, StaffUserCreate
from mldb.sync_db import APITokenService, Database, MLModelService, StaffUserService
from mldb.values.enums import Role, TokenScope
from mldb.values.names import SYSTEM
from tests.mldb.workers import environment
from tools.live_site import UVICORN, Live, live

QUIET: Final = "--log-level=error"
SERVERS: Final[dict[str, Sequence[str]]] = {
    "uvicorn": (*UVICORN, QUIET),
    "uvicorn, two workers": (*UVICORN, "--workers=2", QUIET),
    "runserver": ("manage", "runserver", "--noreload", "127.0.0.1:{port}"),
}
# More than one page of them is read at a time.
MODELS: Final = 1_200


def filled(config: DatabaseConfig) -> str:
    """Secret of a token that may do everything; there are many models."""
    with Database(config) as database:
        user = StaffUserService(database, actor=SYSTEM).create(
            StaffUserCreate(username="root", password_hash="hash", role=Role.ADMIN)
        )
        models = MLModelService(database, actor="root")
        for start in range(0, MODELS, 400):
            models.create_many(
                [MLModelCreate(name=f"model {number:04}") for number in range(start, start + 400)]
            )
        wanted = APITokenCreate(user_id=user.id, name="job", scope=TokenScope.ADMIN)
        return APITokenService(database, actor=SYSTEM).create(wanted).secret


@contextmanager
def served(server: str, config: DatabaseConfig) -> Iterator[Live]:
    """This database's site, behind this server."""
    with live(SERVERS[server], environment(config)) as site:
        yield site
