# Generated from mldb/async_db/__init__.py by `make twins`.
"""The registry without asyncio: a database and the services that work on it."""

from mldb.sync_db.registry import Registry
from mldb.sync_db.services.accounts.api_token import APITokenService
from mldb.sync_db.services.accounts.idempotency_key import IdempotencyKeyService
from mldb.sync_db.services.accounts.login_attempt import LoginAttemptService
from mldb.sync_db.services.accounts.staff_session import StaffSessionService
from mldb.sync_db.services.accounts.staff_user import StaffUserService
from mldb.sync_db.services.artifacts.care import ArtifactCareService
from mldb.sync_db.services.artifacts.ml_artifact import MLArtifactService
from mldb.sync_db.services.artifacts.ml_artifact_upload import MLArtifactUploadService
from mldb.sync_db.services.audit.audit_event import AuditEventService
from mldb.sync_db.services.delivery.lease import LeaseService
from mldb.sync_db.services.registry.ml_metric import MLMetricService
from mldb.sync_db.services.registry.ml_model import MLModelService
from mldb.sync_db.services.registry.ml_model_alias import MLModelAliasService
from mldb.sync_db.services.registry.ml_model_tag import MLModelTagService
from mldb.sync_db.services.registry.ml_model_version import MLModelVersionService
from mldb.sync_db.services.registry.ml_model_version_param import MLModelVersionParamService
from mldb.sync_db.services.registry.ml_model_version_tag import MLModelVersionTagService
from mldb.sync_db.services.registry.readers.aliases import MLModelAliasReader
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
    "Database",
    "HistoryService",
    "IdempotencyKeyService",
    "ItemNameReader",
    "LeaseService",
    "LoginAttemptService",
    "MLArtifactService",
    "MLArtifactUploadService",
    "MLExperimentService",
    "MLExperimentTagService",
    "MLLoggedModelService",
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
    "MLRunReader",
    "MLRunService",
    "NumberReader",
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
