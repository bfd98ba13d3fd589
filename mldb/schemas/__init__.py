"""Pydantic schemas: validated before anything is stored, given back instead of rows."""

from mldb.schemas.api_token import (
    APITokenCreate,
    APITokenCreated,
    APITokenOwner,
    APITokenRead,
)
from mldb.schemas.audit_event import (
    AuditEventRead,
)
from mldb.schemas.bulk import (
    BulkOutcome,
    Skipped,
    TagOnMany,
)
from mldb.schemas.idempotency_key import IdempotencyKeyUse
from mldb.schemas.login_attempt import (
    LoginAttemptCreate,
    LoginAttemptRead,
)
from mldb.schemas.ml_metric import (
    MLMetricBatch,
    MLMetricCreate,
    MLMetricRead,
    MLMetricUpdate,
    MLMetricValues,
)
from mldb.schemas.ml_model import (
    MLModelChanges,
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
)
from mldb.schemas.ml_model_alias import (
    AliasMatrix,
    AliasMatrixRow,
    InUse,
    MLModelAliasCurrent,
    MLModelAliasMove,
    MLModelAliasRead,
    MLModelAliasRef,
    MLModelAliasRollBack,
    ModelInUse,
    RollBack,
    RollBackChoice,
)
from mldb.schemas.ml_model_tag import (
    MLModelTagCreate,
    MLModelTagRead,
    MLModelTagUpdate,
)
from mldb.schemas.ml_model_version import (
    MLModelVersionChanges,
    MLModelVersionContent,
    MLModelVersionCreate,
    MLModelVersionRead,
    MLModelVersionUpdate,
    RankedVersion,
)
from mldb.schemas.ml_model_version_param import (
    MLModelVersionParamCreate,
    MLModelVersionParamRead,
    MLModelVersionParamUpdate,
)
from mldb.schemas.ml_model_version_tag import (
    MLModelVersionTagCreate,
    MLModelVersionTagRead,
    MLModelVersionTagUpdate,
)
from mldb.schemas.overview import (
    ComparedVersion,
    MLModelAliasDetail,
    MLModelDetail,
    MLModelListed,
    MLModelOverview,
    MLModelTrend,
    MLModelVersionDetail,
    MLModelVersionItemNames,
    MLModelVersionOverview,
    MLModelVersionSummary,
    TrendPoint,
)
from mldb.schemas.saved_view import (
    SavedViewChanges,
    SavedViewContent,
    SavedViewCreate,
    SavedViewRead,
    SavedViewUpdate,
)
from mldb.schemas.staff_session import (
    StaffSessionCreate,
    StaffSessionOwner,
    StaffSessionRead,
)
from mldb.schemas.staff_user import (
    StaffUserCreate,
    StaffUserCredentials,
    StaffUserRead,
    StaffUserUpdate,
)

__all__ = [
    "APITokenCreate",
    "APITokenCreated",
    "APITokenOwner",
    "APITokenRead",
    "AliasMatrix",
    "AliasMatrixRow",
    "AuditEventRead",
    "BulkOutcome",
    "ComparedVersion",
    "IdempotencyKeyUse",
    "InUse",
    "LoginAttemptCreate",
    "LoginAttemptRead",
    "MLMetricBatch",
    "MLMetricCreate",
    "MLMetricRead",
    "MLMetricUpdate",
    "MLMetricValues",
    "MLModelAliasCurrent",
    "MLModelAliasDetail",
    "MLModelAliasMove",
    "MLModelAliasRead",
    "MLModelAliasRef",
    "MLModelAliasRollBack",
    "MLModelChanges",
    "MLModelCreate",
    "MLModelDetail",
    "MLModelListed",
    "MLModelOverview",
    "MLModelRead",
    "MLModelTagCreate",
    "MLModelTagRead",
    "MLModelTagUpdate",
    "MLModelTrend",
    "MLModelUpdate",
    "MLModelVersionChanges",
    "MLModelVersionContent",
    "MLModelVersionCreate",
    "MLModelVersionDetail",
    "MLModelVersionItemNames",
    "MLModelVersionOverview",
    "MLModelVersionParamCreate",
    "MLModelVersionParamRead",
    "MLModelVersionParamUpdate",
    "MLModelVersionRead",
    "MLModelVersionSummary",
    "MLModelVersionTagCreate",
    "MLModelVersionTagRead",
    "MLModelVersionTagUpdate",
    "MLModelVersionUpdate",
    "ModelInUse",
    "RankedVersion",
    "RollBack",
    "RollBackChoice",
    "SavedViewChanges",
    "SavedViewContent",
    "SavedViewCreate",
    "SavedViewRead",
    "SavedViewUpdate",
    "Skipped",
    "StaffSessionCreate",
    "StaffSessionOwner",
    "StaffSessionRead",
    "StaffUserCreate",
    "StaffUserCredentials",
    "StaffUserRead",
    "StaffUserUpdate",
    "TagOnMany",
    "TrendPoint",
]
