"""The services as a view gets them: for one actor, on the site's database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.core.exceptions import SynchronousOnlyOperation

from mldb import async_db, sync_db
from mldb.async_db.services.base import Service as AsyncService
from mldb.sync_db.services.base import Service

ServiceT = TypeVar("ServiceT", bound=Service)
AsyncServiceT = TypeVar("AsyncServiceT", bound=AsyncService)


class _Given(Generic[ServiceT]):
    """A sync service, made when asked for."""

    def __init__(self, kind: type[ServiceT]) -> None:
        self.kind = kind

    def __get__(self, registry: "Registry", _: object = None) -> ServiceT:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return self.kind(registry.database, actor=registry.actor)
        raise SynchronousOnlyOperation("Use AsyncRegistry inside an event loop.")


class _GivenAsync(Generic[AsyncServiceT]):
    """An async service, made when asked for."""

    def __init__(self, kind: type[AsyncServiceT]) -> None:
        self.kind = kind

    def __get__(self, registry: "AsyncRegistry", _: object = None) -> AsyncServiceT:
        return self.kind(registry.database, actor=registry.actor, via=registry.via)


class Registry:
    """Sync services.

    Inside an event loop they raise: they would block it, and nothing else would notice.
    """

    models = _Given(sync_db.MLModelService)
    versions = _Given(sync_db.MLModelVersionService)
    metrics = _Given(sync_db.MLMetricService)
    params = _Given(sync_db.MLModelVersionParamService)
    version_tags = _Given(sync_db.MLModelVersionTagService)
    model_tags = _Given(sync_db.MLModelTagService)
    aliases = _Given(sync_db.MLModelAliasService)
    model_reader = _Given(sync_db.MLModelReader)
    version_reader = _Given(sync_db.MLModelVersionReader)
    item_names = _Given(sync_db.ItemNameReader)
    search_advice = _Given(sync_db.SearchAdviceReader)
    trash_states = _Given(sync_db.TrashStateReader)
    saved_views = _Given(sync_db.SavedViewService)
    audit = _Given(sync_db.AuditEventService)
    staff = _Given(sync_db.StaffUserService)
    sessions = _Given(sync_db.StaffSessionService)
    tokens = _Given(sync_db.APITokenService)
    login_attempts = _Given(sync_db.LoginAttemptService)
    idempotency_keys = _Given(sync_db.IdempotencyKeyService)
    leases = _Given(sync_db.LeaseService)

    def __init__(self, actor: str | None = None, database: sync_db.Database | None = None) -> None:
        self.actor = actor
        self.database = database if database is not None else sync_db.default_database()

    @contextmanager
    def frozen(self) -> Iterator["Registry"]:
        """The same services for reading; in the block all that they read is of one moment."""
        with self.database.frozen() as database:
            yield Registry(self.actor, database)


class AsyncRegistry:
    """Async services; `via` names the API token with which a program acts for the actor."""

    models = _GivenAsync(async_db.MLModelService)
    versions = _GivenAsync(async_db.MLModelVersionService)
    metrics = _GivenAsync(async_db.MLMetricService)
    params = _GivenAsync(async_db.MLModelVersionParamService)
    version_tags = _GivenAsync(async_db.MLModelVersionTagService)
    model_tags = _GivenAsync(async_db.MLModelTagService)
    aliases = _GivenAsync(async_db.MLModelAliasService)
    model_reader = _GivenAsync(async_db.MLModelReader)
    version_reader = _GivenAsync(async_db.MLModelVersionReader)
    alias_reader = _GivenAsync(async_db.MLModelAliasReader)
    audit = _GivenAsync(async_db.AuditEventService)
    staff = _GivenAsync(async_db.StaffUserService)
    saved_views = _GivenAsync(async_db.SavedViewService)
    sessions = _GivenAsync(async_db.StaffSessionService)
    tokens = _GivenAsync(async_db.APITokenService)
    idempotency_keys = _GivenAsync(async_db.IdempotencyKeyService)

    def __init__(
        self,
        actor: str | None = None,
        via: str | None = None,
        database: async_db.Database | None = None,
    ) -> None:
        self.actor = actor
        self.via = via
        self.database = database if database is not None else async_db.default_database()

    def on(self, database: async_db.Database) -> "AsyncRegistry":
        """The same services on another database, such as one of a single transaction."""
        return AsyncRegistry(self.actor, self.via, database)
