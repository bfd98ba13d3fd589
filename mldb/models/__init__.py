"""The tables, one file each."""

from mldb.models.accounts.api_token import APIToken
from mldb.models.accounts.idempotency_key import IdempotencyKey
from mldb.models.accounts.login_attempt import LoginAttempt
from mldb.models.accounts.staff_session import StaffSession
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.artifacts.ml_artifact import MLArtifact
from mldb.models.artifacts.ml_artifact_upload import MLArtifactUpload
from mldb.models.artifacts.ml_content import MLContent
from mldb.models.audit.audit_event import AuditEvent
from mldb.models.base import Base
from mldb.models.delivery.inbox_entry import InboxEntry
from mldb.models.delivery.lease import Lease
from mldb.models.registry.list_preference import ListPreference
from mldb.models.registry.ml_comment import MLComment
from mldb.models.registry.ml_metric import MLMetric
from mldb.models.registry.ml_metric_goal import MLMetricGoal
from mldb.models.registry.ml_model import MLModel
from mldb.models.registry.ml_model_activity import MLModelActivity
from mldb.models.registry.ml_model_alias import MLModelAlias
from mldb.models.registry.ml_model_name import MLModelName
from mldb.models.registry.ml_model_tag import MLModelTag
from mldb.models.registry.ml_model_version import MLModelVersion
from mldb.models.registry.ml_model_version_param import MLModelVersionParam
from mldb.models.registry.ml_model_version_tag import MLModelVersionTag
from mldb.models.registry.ml_model_watch import MLModelWatch
from mldb.models.registry.saved_view import SavedView
from mldb.models.tracking.ml_dataset import MLDataset
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.models.tracking.ml_experiment_tag import MLExperimentTag
from mldb.models.tracking.ml_logged_model import MLLoggedModel
from mldb.models.tracking.ml_logged_model_metric import MLLoggedModelMetric
from mldb.models.tracking.ml_logged_model_param import MLLoggedModelParam
from mldb.models.tracking.ml_logged_model_tag import MLLoggedModelTag
from mldb.models.tracking.ml_metric_chunk import MLMetricChunk
from mldb.models.tracking.ml_metric_series import MLMetricSeries
from mldb.models.tracking.ml_run import MLRun
from mldb.models.tracking.ml_run_input import MLRunInput
from mldb.models.tracking.ml_run_param import MLRunParam
from mldb.models.tracking.ml_run_tag import MLRunTag

__all__ = [
    "APIToken",
    "AuditEvent",
    "Base",
    "IdempotencyKey",
    "InboxEntry",
    "Lease",
    "ListPreference",
    "LoginAttempt",
    "MLArtifact",
    "MLArtifactUpload",
    "MLComment",
    "MLContent",
    "MLDataset",
    "MLExperiment",
    "MLExperimentTag",
    "MLLoggedModel",
    "MLLoggedModelMetric",
    "MLLoggedModelParam",
    "MLLoggedModelTag",
    "MLMetric",
    "MLMetricChunk",
    "MLMetricGoal",
    "MLMetricSeries",
    "MLModel",
    "MLModelActivity",
    "MLModelAlias",
    "MLModelName",
    "MLModelTag",
    "MLModelVersion",
    "MLModelVersionParam",
    "MLModelVersionTag",
    "MLModelWatch",
    "MLRun",
    "MLRunInput",
    "MLRunParam",
    "MLRunTag",
    "SavedView",
    "StaffSession",
    "StaffUser",
]
