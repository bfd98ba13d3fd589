"""The tables, one file each."""

from mldb.models.api_token import APIToken
from mldb.models.audit_event import AuditEvent
from mldb.models.base import Base
from mldb.models.idempotency_key import IdempotencyKey
from mldb.models.lease import Lease
from mldb.models.login_attempt import LoginAttempt
from mldb.models.ml_metric import MLMetric
from mldb.models.ml_model import MLModel
from mldb.models.ml_model_activity import MLModelActivity
from mldb.models.ml_model_alias import MLModelAlias
from mldb.models.ml_model_name import MLModelName
from mldb.models.ml_model_tag import MLModelTag
from mldb.models.ml_model_version import MLModelVersion
from mldb.models.ml_model_version_param import MLModelVersionParam
from mldb.models.ml_model_version_tag import MLModelVersionTag
from mldb.models.saved_view import SavedView
from mldb.models.staff_session import StaffSession
from mldb.models.staff_user import StaffUser

__all__ = [
    "APIToken",
    "AuditEvent",
    "Base",
    "IdempotencyKey",
    "Lease",
    "LoginAttempt",
    "MLMetric",
    "MLModel",
    "MLModelActivity",
    "MLModelAlias",
    "MLModelName",
    "MLModelTag",
    "MLModelVersion",
    "MLModelVersionParam",
    "MLModelVersionTag",
    "SavedView",
    "StaffSession",
    "StaffUser",
]
