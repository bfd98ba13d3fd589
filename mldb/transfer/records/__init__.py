"""Records of an export: one per row, referring to each other by names and numbers, not ids."""

from typing import Final

from mldb.transfer.records.artifacts import ArtifactRecord
from mldb.transfer.records.base import BaseRecord
from mldb.transfer.records.entities import (
    CommentRecord,
    MetricGoalRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    NameRecord,
    ParamRecord,
    VersionRecord,
    VersionTagRecord,
)
from mldb.transfer.records.history import AliasRecord, EventRecord
from mldb.transfer.records.tracking import (
    DatasetRecord,
    ExperimentRecord,
    ExperimentTagRecord,
    LoggedModelMetricRecord,
    LoggedModelParamRecord,
    LoggedModelRecord,
    LoggedModelTagRecord,
    PointsRecord,
    RunInputRecord,
    RunParamRecord,
    RunRecord,
    RunTagRecord,
)

__all__ = [
    "RECORD_TYPES",
    "SINCE",
    "AliasRecord",
    "ArtifactRecord",
    "BaseRecord",
    "CommentRecord",
    "DatasetRecord",
    "EventRecord",
    "ExperimentRecord",
    "ExperimentTagRecord",
    "LoggedModelMetricRecord",
    "LoggedModelParamRecord",
    "LoggedModelRecord",
    "LoggedModelTagRecord",
    "MetricGoalRecord",
    "MetricRecord",
    "ModelRecord",
    "ModelTagRecord",
    "NameRecord",
    "ParamRecord",
    "PointsRecord",
    "Record",
    "RunInputRecord",
    "RunParamRecord",
    "RunRecord",
    "RunTagRecord",
    "VersionRecord",
    "VersionTagRecord",
]

Record = (
    ExperimentRecord
    | ExperimentTagRecord
    | RunRecord
    | RunParamRecord
    | RunTagRecord
    | DatasetRecord
    | RunInputRecord
    | PointsRecord
    | LoggedModelRecord
    | LoggedModelParamRecord
    | LoggedModelTagRecord
    | LoggedModelMetricRecord
    | ModelRecord
    | NameRecord
    | ModelTagRecord
    | MetricGoalRecord
    | VersionRecord
    | ParamRecord
    | MetricRecord
    | VersionTagRecord
    | AliasRecord
    | CommentRecord
    | ArtifactRecord
    | EventRecord
)

RECORD_TYPES: Final[dict[str, type[Record]]] = {
    record_type.type_name: record_type
    for record_type in (
        ExperimentRecord,
        ExperimentTagRecord,
        RunRecord,
        RunParamRecord,
        RunTagRecord,
        DatasetRecord,
        RunInputRecord,
        PointsRecord,
        LoggedModelRecord,
        LoggedModelParamRecord,
        LoggedModelTagRecord,
        LoggedModelMetricRecord,
        ModelRecord,
        NameRecord,
        ModelTagRecord,
        MetricGoalRecord,
        VersionRecord,
        ParamRecord,
        MetricRecord,
        VersionTagRecord,
        AliasRecord,
        CommentRecord,
        ArtifactRecord,
        EventRecord,
    )
}
"""Record types by name, each after its owner."""

SINCE: Final = {"names": 2, "artifacts": 4, "comments": 5, "metric_goals": 5} | dict.fromkeys(
    (
        "experiments",
        "experiment_tags",
        "runs",
        "run_params",
        "run_tags",
        "datasets",
        "run_inputs",
        "points",
        "logged_models",
        "logged_model_params",
        "logged_model_tags",
        "logged_model_metrics",
    ),
    3,
)
"""First format version with this record type, if it is not version 1."""
