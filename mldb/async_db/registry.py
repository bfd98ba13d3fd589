"""All services of a registry, for one actor on one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from typing import Generic, Self, TypeVar

from mldb.async_db.services.accounts.api_token import APITokenService
from mldb.async_db.services.accounts.idempotency_key import IdempotencyKeyService
from mldb.async_db.services.accounts.login_attempt import LoginAttemptService
from mldb.async_db.services.accounts.person import PersonReader
from mldb.async_db.services.accounts.staff_session import StaffSessionService
from mldb.async_db.services.accounts.staff_user import StaffUserService
from mldb.async_db.services.artifacts.care import ArtifactCareService
from mldb.async_db.services.artifacts.ml_artifact import MLArtifactService
from mldb.async_db.services.artifacts.ml_artifact_upload import MLArtifactUploadService
from mldb.async_db.services.audit.audit_event import AuditEventService
from mldb.async_db.services.base import Service
from mldb.async_db.services.delivery.inbox_entry import InboxEntryService
from mldb.async_db.services.delivery.lease import LeaseService
from mldb.async_db.services.registry.list_preference import ListPreferenceService
from mldb.async_db.services.registry.ml_comment import MLCommentService
from mldb.async_db.services.registry.ml_metric import MLMetricService
from mldb.async_db.services.registry.ml_metric_goal import MLMetricGoalService
from mldb.async_db.services.registry.ml_model import MLModelService
from mldb.async_db.services.registry.ml_model_alias import MLModelAliasService
from mldb.async_db.services.registry.ml_model_tag import MLModelTagService
from mldb.async_db.services.registry.ml_model_version import MLModelVersionService
from mldb.async_db.services.registry.ml_model_version_param import MLModelVersionParamService
from mldb.async_db.services.registry.ml_model_version_tag import MLModelVersionTagService
from mldb.async_db.services.registry.ml_model_watch import MLModelWatchService
from mldb.async_db.services.registry.readers.aliases import MLModelAliasReader
from mldb.async_db.services.registry.readers.completions import CompletionReader
from mldb.async_db.services.registry.readers.facets import FacetReader
from mldb.async_db.services.registry.readers.finder import FinderReader
from mldb.async_db.services.registry.readers.item_names import ItemNameReader
from mldb.async_db.services.registry.readers.models import MLModelReader
from mldb.async_db.services.registry.readers.numbers import NumberReader
from mldb.async_db.services.registry.readers.search_advice import SearchAdviceReader
from mldb.async_db.services.registry.readers.standings import StandingReader
from mldb.async_db.services.registry.readers.trash_states import TrashStateReader
from mldb.async_db.services.registry.readers.versions import MLModelVersionReader
from mldb.async_db.services.registry.saved_view import SavedViewService
from mldb.async_db.services.tracking.history import HistoryService
from mldb.async_db.services.tracking.ml_experiment import MLExperimentService
from mldb.async_db.services.tracking.ml_experiment_tag import MLExperimentTagService
from mldb.async_db.services.tracking.ml_logged_model import MLLoggedModelService
from mldb.async_db.services.tracking.ml_run import MLRunService
from mldb.async_db.services.tracking.readers.lists import TrackingListReader
from mldb.async_db.services.tracking.readers.records import RunRecordReader
from mldb.async_db.services.tracking.readers.runs import MLRunReader
from mldb.async_db.services.tracking.run_log import RunLogService
from mldb.async_db.session import default_database
from mldb.async_db.unit_of_work import UnitOfWork

ServiceT = TypeVar("ServiceT", bound=Service)


class _Entry(Generic[ServiceT]):
    """A service as an attribute of a registry, made when it is read."""

    def __init__(self, service_type: type[ServiceT]) -> None:
        self.service_type = service_type

    def __get__(self, registry: "Registry", _: object = None) -> ServiceT:
        return registry.service(self.service_type)


class Registry:
    """The services of one database, for one actor.

    Without a `database` it uses the default one, of the settings. Without an `actor` it reads only.
    `via` names the API token of the program that acts for the actor, if one does.
    """

    models = _Entry(MLModelService)
    metric_goals = _Entry(MLMetricGoalService)
    model_tags = _Entry(MLModelTagService)
    versions = _Entry(MLModelVersionService)
    metrics = _Entry(MLMetricService)
    params = _Entry(MLModelVersionParamService)
    version_tags = _Entry(MLModelVersionTagService)
    aliases = _Entry(MLModelAliasService)
    experiments = _Entry(MLExperimentService)
    experiment_tags = _Entry(MLExperimentTagService)
    runs = _Entry(MLRunService)
    logged_models = _Entry(MLLoggedModelService)
    run_reader = _Entry(MLRunReader)
    run_records = _Entry(RunRecordReader)
    model_reader = _Entry(MLModelReader)
    version_reader = _Entry(MLModelVersionReader)
    alias_reader = _Entry(MLModelAliasReader)
    item_names = _Entry(ItemNameReader)
    numbers = _Entry(NumberReader)
    search_advice = _Entry(SearchAdviceReader)
    completions = _Entry(CompletionReader)
    facets = _Entry(FacetReader)
    finder = _Entry(FinderReader)
    standings = _Entry(StandingReader)
    trash_states = _Entry(TrashStateReader)
    saved_views = _Entry(SavedViewService)
    comments = _Entry(MLCommentService)
    watches = _Entry(MLModelWatchService)
    inbox = _Entry(InboxEntryService)
    people = _Entry(PersonReader)
    list_preferences = _Entry(ListPreferenceService)
    tracking_lists = _Entry(TrackingListReader)
    run_logs = _Entry(RunLogService)
    histories = _Entry(HistoryService)
    artifacts = _Entry(MLArtifactService)
    artifact_uploads = _Entry(MLArtifactUploadService)
    artifact_care = _Entry(ArtifactCareService)
    audit = _Entry(AuditEventService)
    staff = _Entry(StaffUserService)
    sessions = _Entry(StaffSessionService)
    tokens = _Entry(APITokenService)
    login_attempts = _Entry(LoginAttemptService)
    idempotency_keys = _Entry(IdempotencyKeyService)
    leases = _Entry(LeaseService)

    def __init__(
        self,
        database: UnitOfWork | None = None,
        *,
        actor: str | None = None,
        via: str | None = None,
    ) -> None:
        self.database: UnitOfWork = database if database is not None else default_database()
        self.actor = actor
        self.via = via

    def service(self, service_type: type[ServiceT]) -> ServiceT:
        """A service of this type, for the actor on the database."""
        return service_type(self.database, actor=self.actor, via=self.via)

    def on(self, database: UnitOfWork) -> Self:
        """The services of another database or of a block, for this actor."""
        other = copy(self)
        other.database = database
        return other

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Self]:
        """Services whose changes are one transaction, committed at the end of the block."""
        async with self.database.transaction() as database:
            yield self.on(database)

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[Self]:
        """Services that all read the state of one moment, and change nothing."""
        async with self.database.frozen() as database:
            yield self.on(database)
