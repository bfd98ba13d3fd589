"""Records into a registry: in one transaction, and what is there already is left alone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from mldb.config import DatabaseConfig
from mldb.database.locking import lock_out_writers
from mldb.errors import ConflictError
from mldb.models import (
    AuditEvent,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)
from mldb.rules.arguments import check_reason, require_actor
from mldb.statements.scratch import Scratch
from mldb.sync_db.services.change import Change
from mldb.sync_db.session import Database
from mldb.transfer.aliases import Aliases
from mldb.transfer.batches import batches
from mldb.transfer.events import Events
from mldb.transfer.explaining import explain
from mldb.transfer.items import Metrics, ModelTags, Params, VersionTags
from mldb.transfer.models import Models, Versions
from mldb.transfer.reading import opened
from mldb.transfer.records import (
    KINDS,
    AliasRecord,
    EventRecord,
    MetricRecord,
    ModelRecord,
    ModelTagRecord,
    ParamRecord,
    Record,
    VersionRecord,
    VersionTagRecord,
)
from mldb.transfer.report import ImportReport, Progress, silent
from mldb.transfer.work import Work, last_ids

_MERGERS: Final[dict[type[Record], type[Any]]] = {
    ModelRecord: Models,
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
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLMetric,
    MLModelVersionTag,
    MLModelAlias,
    AuditEvent,
)


def import_registry(
    config: DatabaseConfig,
    path: Path,
    *,
    actor: str,
    dry_run: bool = False,
    skip_conflicts: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Add what an export holds and the registry does not; see `import_records`.

    The file is read from end to end and compared with its checksums before anything is written.

    Raises:
        StorageError: the file is not whole, was changed, or is of a newer format; or the database
            can't be reached or written.
        ConflictError: things differ; the message names the first 20.
        RuleViolationError: the file's records contradict each other or a rule.
    """
    with opened(path, progress=progress) as export:
        return import_records(
            config,
            export.records(),
            actor=actor,
            reason=f"Imported from {path.name}",
            dry_run=dry_run,
            skip_conflicts=skip_conflicts,
            progress=progress,
        )


def import_records(
    config: DatabaseConfig,
    records: Iterable[Record],
    *,
    actor: str,
    reason: str | None = None,
    dry_run: bool = False,
    skip_conflicts: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Add what is new; what was done, all of it in one transaction.

    Records come in the order of `mldb.transfer.records.KINDS`, or at least each after what it
    belongs to; it is quicker if many of one kind follow each other. What is there with the same
    content is left as it is. For new things of which no event record tells, an audit event of
    `actor` is written, with `reason`.

    A thing that is there and differs is a conflict: nothing is imported, or with `skip_conflicts`
    all but these things and what belongs to them. A dry run does the same and takes it back; it
    reports conflicts instead of raising.

    Raises:
        ConflictError: things differ; the message names the first 20.
        NotFoundError: a record belongs to something that is nowhere.
        RuleViolationError: records contradict each other or a rule.
        StorageError: the database can't be reached or written.
    """
    reason, report = check_reason(reason), ImportReport()
    with Database(config) as database, database.writing() as session:
        change = Change(session, require_actor(actor), datetime.now(UTC), reason)
        work = _begun(session.connection(), report, skip_conflicts=skip_conflicts)
        _merge(work, records, progress)
        explain(work, change)
        if dry_run:
            session.rollback()
        elif report.conflict_count and not skip_conflicts:
            raise ConflictError(report.refusal)
    return report


def _begun(connection: Connection, report: ImportReport, *, skip_conflicts: bool) -> Work:
    """The work to be done, while nobody else writes."""
    lock_out_writers(connection, [row_type.__tablename__ for row_type in _TABLES])
    return Work(connection, report, skip_conflicts, last_ids(connection))


def _merge(work: Work, records: Iterable[Record], progress: Progress) -> None:
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
