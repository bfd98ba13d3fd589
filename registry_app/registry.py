"""The services as a view gets them: for one actor, on the site's database."""

import asyncio
from typing import TypeVar

from django.core.exceptions import SynchronousOnlyOperation

from mldb import sync_db
from mldb.sync_db.services.base import Service

ServiceT = TypeVar("ServiceT", bound=Service)


class Registry:
    """Sync services, made when asked for.

    Inside an event loop they raise: they would block it, and nothing else would notice.
    """

    def __init__(self, actor: str | None = None) -> None:
        self.actor = actor

    def _service(self, kind: type[ServiceT]) -> ServiceT:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return kind(sync_db.default_database(), actor=self.actor)
        raise SynchronousOnlyOperation("Use mldb.async_db inside an event loop.")

    @property
    def models(self) -> sync_db.MLModelService:
        """Models."""
        return self._service(sync_db.MLModelService)

    @property
    def versions(self) -> sync_db.MLModelVersionService:
        """Versions."""
        return self._service(sync_db.MLModelVersionService)

    @property
    def metrics(self) -> sync_db.MLMetricService:
        """Metrics."""
        return self._service(sync_db.MLMetricService)

    @property
    def params(self) -> sync_db.MLModelVersionParamService:
        """Parameters."""
        return self._service(sync_db.MLModelVersionParamService)

    @property
    def version_tags(self) -> sync_db.MLModelVersionTagService:
        """Tags on versions."""
        return self._service(sync_db.MLModelVersionTagService)

    @property
    def model_tags(self) -> sync_db.MLModelTagService:
        """Tags on models."""
        return self._service(sync_db.MLModelTagService)

    @property
    def aliases(self) -> sync_db.MLModelAliasService:
        """Aliases."""
        return self._service(sync_db.MLModelAliasService)

    @property
    def overview(self) -> sync_db.OverviewService:
        """What pages show together."""
        return self._service(sync_db.OverviewService)

    @property
    def saved_views(self) -> sync_db.SavedViewService:
        """Saved views of lists."""
        return self._service(sync_db.SavedViewService)

    @property
    def audit(self) -> sync_db.AuditEventService:
        """The audit."""
        return self._service(sync_db.AuditEventService)

    @property
    def staff(self) -> sync_db.StaffUserService:
        """Staff users."""
        return self._service(sync_db.StaffUserService)

    @property
    def sessions(self) -> sync_db.StaffSessionService:
        """Login sessions."""
        return self._service(sync_db.StaffSessionService)

    @property
    def tokens(self) -> sync_db.APITokenService:
        """API tokens."""
        return self._service(sync_db.APITokenService)

    @property
    def login_attempts(self) -> sync_db.LoginAttemptService:
        """Login attempts."""
        return self._service(sync_db.LoginAttemptService)
