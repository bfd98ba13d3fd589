"""The merger of each record type, and the order of an import."""

from collections.abc import Iterable
from typing import Any, Final

from mldb.catalogue import EXPORTED
from mldb.database.locking import lock_out_writers
from mldb.models import MLContent
from mldb.statements.scratch import Scratch
from mldb.transfer.alias_merger import AliasMerger
from mldb.transfer.artifact_merger import ArtifactMerger
from mldb.transfer.batches import batches
from mldb.transfer.comment_merger import CommentMerger
from mldb.transfer.contents import NewContents
from mldb.transfer.entity_mergers import ModelMerger, NameMerger, VersionMerger
from mldb.transfer.event_merger import EventMerger
from mldb.transfer.item_mergers import (
    MetricGoalMerger,
    MetricMerger,
    ModelTagMerger,
    ParamMerger,
    VersionTagMerger,
)
from mldb.transfer.log_mergers import (
    LoggedModelMetricMerger,
    LoggedModelParamMerger,
    LoggedModelTagMerger,
    PointsMerger,
    RunInputMerger,
    RunParamMerger,
    RunTagMerger,
)
from mldb.transfer.records import (
    RECORD_TYPES,
    AliasRecord,
    ArtifactRecord,
    CommentRecord,
    DatasetRecord,
    EventRecord,
    ExperimentRecord,
    ExperimentTagRecord,
    LoggedModelMetricRecord,
    LoggedModelParamRecord,
    LoggedModelRecord,
    LoggedModelTagRecord,
    MetricGoalRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    NameRecord,
    ParamRecord,
    PointsRecord,
    Record,
    RunInputRecord,
    RunParamRecord,
    RunRecord,
    RunTagRecord,
    VersionRecord,
    VersionTagRecord,
)
from mldb.transfer.report import ImportReport, Progress
from mldb.transfer.rules import Rules
from mldb.transfer.tracking_mergers import (
    DatasetMerger,
    ExperimentMerger,
    ExperimentTagMerger,
    LoggedModelMerger,
    RunMerger,
    set_parents,
)
from mldb.transfer.work import Work, last_ids

_MERGERS: Final[dict[type[Record], type[Any]]] = {
    ExperimentRecord: ExperimentMerger,
    ExperimentTagRecord: ExperimentTagMerger,
    RunRecord: RunMerger,
    RunParamRecord: RunParamMerger,
    RunTagRecord: RunTagMerger,
    DatasetRecord: DatasetMerger,
    RunInputRecord: RunInputMerger,
    PointsRecord: PointsMerger,
    LoggedModelRecord: LoggedModelMerger,
    LoggedModelParamRecord: LoggedModelParamMerger,
    LoggedModelTagRecord: LoggedModelTagMerger,
    LoggedModelMetricRecord: LoggedModelMetricMerger,
    ModelRecord: ModelMerger,
    NameRecord: NameMerger,
    ModelTagRecord: ModelTagMerger,
    MetricGoalRecord: MetricGoalMerger,
    VersionRecord: VersionMerger,
    ParamRecord: ParamMerger,
    MetricRecord: MetricMerger,
    VersionTagRecord: VersionTagMerger,
    AliasRecord: AliasMerger,
    CommentRecord: CommentMerger,
    ArtifactRecord: ArtifactMerger,
    EventRecord: EventMerger,
}


def begun(
    rules: Rules, report: ImportReport, contents: NewContents, *, skip_conflicts: bool
) -> Work:
    """Start an import; other writers are locked out until the transaction ends."""
    connection = rules.session.connection()
    tables = [entity.table for entity in EXPORTED]
    lock_out_writers(connection, [*tables, MLContent.__tablename__])
    return Work(connection, report, skip_conflicts, last_ids(connection), rules, contents)


def merge(work: Work, records: Iterable[Record], progress: Progress) -> None:
    """Merge all records into the registry."""
    Scratch.metadata.create_all(work.connection, checkfirst=False)
    mergers: dict[type[Record], Any] = {
        record_type: merger(work) for record_type, merger in _MERGERS.items()
    }
    done = dict.fromkeys(RECORD_TYPES, 0)
    for batch in batches(records):
        mergers[type(batch[0])].merge(batch)
        type_name = batch[0].type_name
        done[type_name] += len(batch)
        progress(type_name, done[type_name])
    set_parents(work)
    work.finish()
