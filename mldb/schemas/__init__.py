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
from mldb.schemas.login_attempt import (
    LoginAttemptCreate,
    LoginAttemptRead,
)
from mldb.schemas.ml_metric import (
    MLMetricBatch,
    MLMetricCreate,
    MLMetricRead,
    MLMetricUpdate,
)
from mldb.schemas.ml_model import (
    MLModelCreate,
    MLModelRead,
    MLModelUpdate,
)
from mldb.schemas.ml_model_alias import (
    MLModelAliasMove,
    MLModelAliasRead,
    MLModelAliasRef,
)
from mldb.schemas.ml_model_tag import (
    MLModelTagCreate,
    MLModelTagRead,
    MLModelTagUpdate,
)
from mldb.schemas.ml_model_version import (
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
from mldb.schemas.staff_session import (
    StaffSessionCreate,
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
    "AuditEventRead",
    "LoginAttemptCreate",
    "LoginAttemptRead",
    "MLMetricBatch",
    "MLMetricCreate",
    "MLMetricRead",
    "MLMetricUpdate",
    "MLModelAliasMove",
    "MLModelAliasRead",
    "MLModelAliasRef",
    "MLModelCreate",
    "MLModelRead",
    "MLModelTagCreate",
    "MLModelTagRead",
    "MLModelTagUpdate",
    "MLModelUpdate",
    "MLModelVersionCreate",
    "MLModelVersionParamCreate",
    "MLModelVersionParamRead",
    "MLModelVersionParamUpdate",
    "MLModelVersionRead",
    "MLModelVersionTagCreate",
    "MLModelVersionTagRead",
    "MLModelVersionTagUpdate",
    "MLModelVersionUpdate",
    "RankedVersion",
    "StaffSessionCreate",
    "StaffSessionRead",
    "StaffUserCreate",
    "StaffUserCredentials",
    "StaffUserRead",
    "StaffUserUpdate",
]
