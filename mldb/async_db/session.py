"""Sessions: one per operation, committed or rolled back, always closed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db._engine import Engines
from mldb.async_db.artifact_store import ArtifactStore
from mldb.async_db.unit_of_work import UnitOfWork
from mldb.database.access import Access
from mldb.database.meeting import Meeting
from mldb.database.translation import domain_errors

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import ArtifactsConfig, DatabaseConfig


class Database(UnitOfWork):
    """One database, with a session for each operation; opens nothing until the first one.

    As a context manager it keeps its connections for the block and closes them at its end.
    """

    def __init__(
        self,
        config: "DatabaseConfig | None" = None,
        *,
        artifacts: "ArtifactsConfig | None" = None,
    ) -> None:
        if config is None:
            from mldb.config import database_config  # noqa: PLC0415  # see above

            config = database_config()
        self.config = config
        self._engines = Engines(self.config)
        self._artifacts = artifacts

    @cached_property
    def artifacts(self) -> ArtifactStore:
        """The artifact store, by the settings given or those of the environment."""
        from mldb.config import ArtifactsConfig  # noqa: PLC0415  # see above

        config = self._artifacts or ArtifactsConfig()
        return ArtifactStore(config, config.location(self.config))

    async def open(self) -> None:
        """Connect now, and keep connections until `close`.

        Raises:
            StorageError: the database can't be reached or has the wrong schema.
        """
        with domain_errors(self.config):
            await self._engines.open()

    async def check(self) -> None:
        """Check that the database can be reached and has the schema of this version.

        Raises:
            StorageError: it can't, or has another schema; the message says how to mend it.
        """
        with domain_errors(self.config):
            await self._engines.check()

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._engines.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Session for one statement that changes nothing."""
        async with self._session(Access.READ) as session:
            yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """Session for several statements that see one state and change nothing."""
        async with self._session(Access.SNAPSHOT) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Session for one transaction: committed at the end, rolled back on any error."""
        async with self._session(Access.WRITE) as session:
            yield session
            await session.commit()

    def meeting(self) -> Meeting:
        """Where requests wait to share a transaction."""
        return self._engines.meeting()

    @asynccontextmanager
    async def _session(self, access: Access) -> AsyncIterator[AsyncSession]:
        with domain_errors(self.config):
            using = self._engines.use(access)
            async with (
                using as use,
                AsyncSession(use.engine, expire_on_commit=False, autoflush=False) as session,
            ):
                if access is Access.WRITE:
                    # Begin now: SQLAlchemy would wait for the first statement, SQLite's lock too.
                    _ = await session.connection(execution_options=use.options)
                yield session

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        """Another process opens its own connections, by these settings."""
        return _opened, (type(self), self.config, self._artifacts)


def _opened(
    database_type: type[Database], config: "DatabaseConfig", artifacts: "ArtifactsConfig | None"
) -> Database:
    return database_type(config, artifacts=artifacts)


@cache
def default_database() -> Database:
    """The database of the environment's settings, shared by the whole process."""
    return Database()
