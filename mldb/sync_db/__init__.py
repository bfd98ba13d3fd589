# Generated from mldb/async_db/__init__.py by `make twins`.
"""The registry without asyncio: a database and the services that work on it."""

from mldb.sync_db.registry import Registry
from mldb.sync_db.services.accounts.api_token import APITokenService
from mldb.sync_db.services.accounts.idempotency_key import IdempotencyKeyService
from mldb.sync_db.services.accounts.login_attempt import LoginAttemptService
from mldb.sync_db.services.accounts.person import PersonReader
from mldb.sync_db.services.accounts.staff_session import StaffSessionService
from mldb.sync_db.services.accounts.staff_user import StaffUserService
from mldb.sync_db.services.artifacts.care import ArtifactCareService
from mldb.sync_db.services.artifacts.ml_artifact import MLArtifactService
from mldb.sync_db.services.artifacts.ml_artifact_upload import MLArtifactUploadService
from mldb.sync_db.services.audit.audit_event import AuditEventService
from mldb.sync_db.services.delivery.inbox_entry import InboxEntryService
from mldb.sync_db.services.delivery.lease import LeaseService
from mldb.sync_db.services.registry.list_preference import ListPreferenceService
from mldb.sync_db.services.registry.ml_comment import MLCommentService
from mldb.sync_db.services.registry.ml_metric import MLMetricService
from mldb.sync_db.services.registry.ml_metric_goal import MLMetricGoalService
from mldb.sync_db.services.registry.ml_model import MLModelService
from mldb.sync_db.services.registry.ml_model_alias import MLModelAliasService
from mldb.sync_db.services.registry.ml_model_tag import MLModelTagService
from mldb.sync_db.services.registry.ml_model_version import MLModelVersionService
from mldb.sync_db.services.registry.ml_model_version_param import MLModelVersionParamService
from mldb.sync_db.services.registry.ml_model_version_tag import MLModelVersionTagService
from mldb.sync_db.services.registry.ml_model_watch import MLModelWatchService
from mldb.sync_db.services.registry.readers.aliases import MLModelAliasReader
from mldb.sync_db.services.registry.readers.completions import CompletionReader
from mldb.sync_db.services.registry.readers.facets import FacetReader
from mldb.sync_db.services.registry.readers.finder import FinderReader
from mldb.sync_db.services.registry.readers.item_names import ItemNameReader
from mldb.sync_db.services.registry.readers.models import MLModelReader
from mldb.sync_db.services.registry.readers.numbers import NumberReader
from mldb.sync_db.services.registry.readers.search_advice import SearchAdviceReader
from mldb.sync_db.services.registry.readers.standings import StandingReader
from mldb.sync_db.services.registry.readers.trash_states import TrashStateReader
from mldb.sync_db.services.registry.readers.versions import MLModelVersionReader
from mldb.sync_db.services.registry.saved_view import SavedViewService
from mldb.sync_db.services.tracking.history import HistoryService
from mldb.sync_db.services.tracking.ml_experiment import MLExperimentService
from mldb.sync_db.services.tracking.ml_experiment_tag import MLExperimentTagService
from mldb.sync_db.services.tracking.ml_logged_model import MLLoggedModelService
from mldb.sync_db.services.tracking.ml_run import MLRunService
from mldb.sync_db.services.tracking.readers.lists import TrackingListReader
from mldb.sync_db.services.tracking.readers.records import RunRecordReader
from mldb.sync_db.services.tracking.readers.runs import MLRunReader
from mldb.sync_db.services.tracking.run_log import RunLogService
from mldb.sync_db.session import Database, default_database
from mldb.sync_db.unit_of_work import SharedSession, UnitOfWork

__all__ = [
    "APITokenService",
    "ArtifactCareService",
    "AuditEventService",
    "CompletionReader",
    "Database",
    "FacetReader",
    "FinderReader",
    "HistoryService",
    "IdempotencyKeyService",
    "InboxEntryService",
    "ItemNameReader",
    "LeaseService",
    "ListPreferenceService",
    "LoginAttemptService",
    "MLArtifactService",
    "MLArtifactUploadService",
    "MLCommentService",
    "MLExperimentService",
    "MLExperimentTagService",
    "MLLoggedModelService",
    "MLMetricGoalService",
    "MLMetricService",
    "MLModelAliasReader",
    "MLModelAliasService",
    "MLModelReader",
    "MLModelService",
    "MLModelTagService",
    "MLModelVersionParamService",
    "MLModelVersionReader",
    "MLModelVersionService",
    "MLModelVersionTagService",
    "MLModelWatchService",
    "MLRunReader",
    "MLRunService",
    "NumberReader",
    "PersonReader",
    "Registry",
    "RunLogService",
    "RunRecordReader",
    "SavedViewService",
    "SearchAdviceReader",
    "SharedSession",
    "StaffSessionService",
    "StaffUserService",
    "StandingReader",
    "TrackingListReader",
    "TrashStateReader",
    "UnitOfWork",
    "default_database",
]
