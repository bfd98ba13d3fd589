"""What belongs to which kind of record, and the order of an import's work."""

from collections.abc import Iterable
from typing import Any, Final

from mldb.database.locking import lock_out_writers
from mldb.models import (
    AuditEvent,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelName,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)
from mldb.statements.scratch import Scratch
from mldb.transfer.aliases import Aliases
from mldb.transfer.batches import batches
from mldb.transfer.events import Events
from mldb.transfer.items import Metrics, ModelTags, Params, VersionTags
from mldb.transfer.models import Models, Names, Versions
from mldb.transfer.records import (
    KINDS,
    AliasRecord,
    EventRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    NameRecord,
    ParamRecord,
    Record,
    VersionRecord,
    VersionTagRecord,
)
from mldb.transfer.report import ImportReport, Progress
from mldb.transfer.rules import Rules
from mldb.transfer.work import Work, last_ids

_MERGERS: Final[dict[type[Record], type[Any]]] = {
    ModelRecord: Models,
    NameRecord: Names,
    ModelTagRecord: ModelTags,
    VersionRecord: Versions,
    ParamRecord: Params,
    MetricRecord: Metrics,
    VersionTagRecord: VersionTags,
    AliasRecord: Aliases,
    EventRecord: Events,
}
_TABLES: Final = (
    MLModel,
    MLModelName,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLMetric,
    MLModelVersionTag,
    MLModelAlias,
    AuditEvent,
)


def begun(rules: Rules, report: ImportReport, *, skip_conflicts: bool) -> Work:
    """An import that starts now; until the end of the transaction nobody else writes."""
    connection = rules.session.connection()
    lock_out_writers(connection, [row_type.__tablename__ for row_type in _TABLES])
    return Work(connection, report, skip_conflicts, last_ids(connection), rules)


def merge(work: Work, records: Iterable[Record], progress: Progress) -> None:
    """Bring all records into the registry."""
    Scratch.metadata.create_all(work.connection, checkfirst=False)
    mergers: dict[type[Record], Any] = {
        record_type: merger(work) for record_type, merger in _MERGERS.items()
    }
    done = dict.fromkeys(KINDS, 0)
    for batch in batches(records):
        mergers[type(batch[0])].merge(batch)
        kind = batch[0].kind
        done[kind] += len(batch)
        progress(kind, done[kind])
    work.finish()
