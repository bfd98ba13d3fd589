"""Pydantic schemas: input that is validated before it is stored, and output instead of rows."""

from mldb.schemas.accounts.api_token import (
    APITokenCreate,
    APITokenCreated,
    APITokenOwner,
    APITokenRead,
)
from mldb.schemas.accounts.idempotency_key import IdempotencyKeyUse
from mldb.schemas.accounts.login_attempt import LoginAttemptCreate, LoginAttemptRead
from mldb.schemas.accounts.person import PersonRead
from mldb.schemas.accounts.staff_session import (
    StaffSessionCreate,
    StaffSessionOwner,
    StaffSessionRead,
)
from mldb.schemas.accounts.staff_user import (
    StaffUserCreate,
    StaffUserCredentials,
    StaffUserRead,
    StaffUserUpdate,
)
from mldb.schemas.artifacts.artifact import ArtifactRead, DirectoryEntry, Space
from mldb.schemas.artifacts.care import Collected, VerifiedContent
from mldb.schemas.artifacts.owner import Owner
from mldb.schemas.artifacts.upload import UploadRead
from mldb.schemas.audit.audit_event import AuditEventRead
from mldb.schemas.delivery.inbox_entry import DueMail, InboxEntryRead
from mldb.schemas.registry.bulk import BulkOutcome, Skipped, TagOnMany
from mldb.schemas.registry.list_preference import (
    ListPreferenceRead,
    ListPreferences,
    ListPreferenceWrite,
    ShownList,
)
from mldb.schemas.registry.ml_comment import (
    MLCommentChanges,
    MLCommentContent,
    MLCommentCreate,
    MLCommentRead,
    MLCommentUpdate,
)
from mldb.schemas.registry.ml_metric import (
    MLMetricBatch,
    MLMetricCreate,
    MLMetricRead,
    MLMetricUpdate,
    MLMetricValues,
)
from mldb.schemas.registry.ml_metric_goal import (
    MLMetricGoalCreate,
    MLMetricGoalRead,
    MLMetricGoalUpdate,
)
from mldb.schemas.registry.ml_model import MLModelChanges, MLModelCreate, MLModelRead, MLModelUpdate
from mldb.schemas.registry.ml_model_alias import (
    AliasDifference,
    AliasDifferences,
    AliasMatrix,
    AliasMatrixRow,
    InUse,
    MLModelAliasCurrent,
    MLModelAliasMove,
    MLModelAliasRead,
    MLModelAliasRef,
    MLModelAliasRollBack,
    ModelDifferences,
    ModelInUse,
    RollBack,
    RollBackChoice,
)
from mldb.schemas.registry.ml_model_tag import MLModelTagCreate, MLModelTagRead, MLModelTagUpdate
from mldb.schemas.registry.ml_model_version import (
    MLModelVersionChanges,
    MLModelVersionContent,
    MLModelVersionCreate,
    MLModelVersionRead,
    MLModelVersionUpdate,
    RankedVersion,
)
from mldb.schemas.registry.ml_model_version_param import (
    MLModelVersionParamCreate,
    MLModelVersionParamRead,
    MLModelVersionParamUpdate,
)
from mldb.schemas.registry.ml_model_version_tag import (
    MLModelVersionTagCreate,
    MLModelVersionTagRead,
    MLModelVersionTagUpdate,
)
from mldb.schemas.registry.ml_model_watch import (
    MLModelWatchChanges,
    MLModelWatchRead,
    MLModelWatchState,
)
from mldb.schemas.registry.readers.aliases import MLModelAliasDetail
from mldb.schemas.registry.readers.facets import Facet, Facets, FacetValue
from mldb.schemas.registry.readers.finder import FoundByName, FoundNames, FoundType
from mldb.schemas.registry.readers.item_names import MLModelVersionItemNames
from mldb.schemas.registry.readers.models import (
    MLModelDetail,
    MLModelListed,
    MLModelOverview,
    MLModelTrend,
    TrendPoint,
)
from mldb.schemas.registry.readers.numbers import RegistryNumbers
from mldb.schemas.registry.readers.standings import (
    ModelGoals,
    ModelStanding,
    VersionStanding,
    VersionValue,
)
from mldb.schemas.registry.readers.trash_states import EntityRef, TrashStates
from mldb.schemas.registry.readers.versions import (
    ComparedVersion,
    MLModelVersionDetail,
    MLModelVersionOverview,
    MLModelVersionSummary,
)
from mldb.schemas.registry.saved_view import (
    SavedViewChanges,
    SavedViewContent,
    SavedViewCreate,
    SavedViewRead,
    SavedViewUpdate,
)
from mldb.schemas.tracking.history import (
    HistoryPage,
    MetricCurve,
    MetricSeriesRead,
    PointRead,
)
from mldb.schemas.tracking.ml_dataset import DatasetInput
from mldb.schemas.tracking.ml_experiment import (
    MLExperimentChanges,
    MLExperimentCreate,
    MLExperimentListed,
    MLExperimentRead,
    MLExperimentUpdate,
)
from mldb.schemas.tracking.ml_experiment_tag import (
    MLExperimentTagCreate,
    MLExperimentTagRead,
    MLExperimentTagUpdate,
)
from mldb.schemas.tracking.ml_logged_model import (
    LoggedModelCreate,
    LoggedModelDetail,
    LoggedModelItems,
    LoggedModelMetric,
    LoggedModelMetricRead,
    LoggedModelRead,
    LoggedModelUpdate,
)
from mldb.schemas.tracking.ml_run import MLRunChanges, MLRunCreate, MLRunRead, MLRunUpdate
from mldb.schemas.tracking.readers.lists import (
    DatasetUse,
    ExperimentFigures,
    LastRun,
    RunListItemNames,
)
from mldb.schemas.tracking.readers.records import LastPoint, RunDataset, RunRecord
from mldb.schemas.tracking.readers.runs import (
    ComparedRun,
    MetricStatistics,
    RunCells,
    RunDetail,
    RunInputRead,
    RunOverview,
    RunParts,
    RunRef,
)
from mldb.schemas.tracking.register_from_run import RegisterFromRun, Statistic
from mldb.schemas.tracking.run_log import (
    GroupedLog,
    LoggedPoint,
    LogReceipt,
    MetricsAtStep,
    RunLog,
)
from mldb.values.goals import MetricGoal

__all__ = [
    "APITokenCreate",
    "APITokenCreated",
    "APITokenOwner",
    "APITokenRead",
    "AliasDifference",
    "AliasDifferences",
    "AliasMatrix",
    "AliasMatrixRow",
    "ArtifactRead",
    "AuditEventRead",
    "BulkOutcome",
    "Collected",
    "ComparedRun",
    "ComparedVersion",
    "DatasetInput",
    "DatasetUse",
    "DirectoryEntry",
    "DueMail",
    "EntityRef",
    "ExperimentFigures",
    "Facet",
    "FacetValue",
    "Facets",
    "FoundByName",
    "FoundNames",
    "FoundType",
    "GroupedLog",
    "HistoryPage",
    "IdempotencyKeyUse",
    "InUse",
    "InboxEntryRead",
    "LastPoint",
    "LastRun",
    "ListPreferenceRead",
    "ListPreferenceWrite",
    "ListPreferences",
    "LogReceipt",
    "LoggedModelCreate",
    "LoggedModelDetail",
    "LoggedModelItems",
    "LoggedModelMetric",
    "LoggedModelMetricRead",
    "LoggedModelRead",
    "LoggedModelUpdate",
    "LoggedPoint",
    "LoginAttemptCreate",
    "LoginAttemptRead",
    "MLCommentChanges",
    "MLCommentContent",
    "MLCommentCreate",
    "MLCommentRead",
    "MLCommentUpdate",
    "MLExperimentChanges",
    "MLExperimentCreate",
    "MLExperimentListed",
    "MLExperimentRead",
    "MLExperimentTagCreate",
    "MLExperimentTagRead",
    "MLExperimentTagUpdate",
    "MLExperimentUpdate",
    "MLMetricBatch",
    "MLMetricCreate",
    "MLMetricGoalCreate",
    "MLMetricGoalRead",
    "MLMetricGoalUpdate",
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
    "MLModelWatchChanges",
    "MLModelWatchRead",
    "MLModelWatchState",
    "MLRunChanges",
    "MLRunCreate",
    "MLRunRead",
    "MLRunUpdate",
    "MetricCurve",
    "MetricGoal",
    "MetricSeriesRead",
    "MetricStatistics",
    "MetricsAtStep",
    "ModelDifferences",
    "ModelGoals",
    "ModelInUse",
    "ModelStanding",
    "Owner",
    "PersonRead",
    "PointRead",
    "RankedVersion",
    "RegisterFromRun",
    "RegistryNumbers",
    "RollBack",
    "RollBackChoice",
    "RunCells",
    "RunDataset",
    "RunDetail",
    "RunInputRead",
    "RunListItemNames",
    "RunLog",
    "RunOverview",
    "RunParts",
    "RunRecord",
    "RunRef",
    "SavedViewChanges",
    "SavedViewContent",
    "SavedViewCreate",
    "SavedViewRead",
    "SavedViewUpdate",
    "ShownList",
    "Skipped",
    "Space",
    "StaffSessionCreate",
    "StaffSessionOwner",
    "StaffSessionRead",
    "StaffUserCreate",
    "StaffUserCredentials",
    "StaffUserRead",
    "StaffUserUpdate",
    "Statistic",
    "TagOnMany",
    "TrashStates",
    "TrendPoint",
    "UploadRead",
    "VerifiedContent",
    "VersionStanding",
    "VersionValue",
]
