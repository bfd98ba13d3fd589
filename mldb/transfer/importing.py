"""Imports records in one transaction and leaves existing rows alone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from mldb.config import DatabaseConfig
from mldb.errors import ConflictError, StorageError
from mldb.rules.arguments import check_reason, require_actor
from mldb.statements.artifacts.imported import existing_contents
from mldb.sync_db import Database, Registry
from mldb.sync_db.services.change import Change
from mldb.transfer.contents import NewContents
from mldb.transfer.explaining import explain
from mldb.transfer.manifest import CONTENTS
from mldb.transfer.merging import begun, merge
from mldb.transfer.reading import Export, opened
from mldb.transfer.records import Record
from mldb.transfer.report import ImportReport, Progress, silent
from mldb.transfer.rules import Rules
from mldb.values.enums import Verification


def import_registry(
    config: DatabaseConfig,
    path: Path,
    *,
    actor: str,
    dry_run: bool = False,
    skip_conflicts: bool = False,
    progress: Progress = silent,
) -> ImportReport:
    """Add the records of an export that the registry lacks; see `import_records`.

    The file is read from end to end and compared with its checksums before anything is written.

    Raises:
        StorageError: the file is not whole, was changed, or is of a newer format; or the database
            can't be reached or written.
        ConflictError: contents differ; the message names the first 20.
        RuleViolationError: the file's records contradict each other or a rule.
    """
    with (
        opened(path, progress=progress) as export,
        Database(config.unhurried()) as database,
        NewContents(None if dry_run else database.artifacts.backend) as contents,
    ):
        _take_contents(database, export, contents, progress)
        return import_records(
            config,
            export.records(),
            actor=actor,
            reason=f"Imported from {path.name}",
            dry_run=dry_run,
            skip_conflicts=skip_conflicts,
            contents=contents,
            progress=progress,
        )


def _take_contents(
    database: Database, export: Export, contents: NewContents, progress: Progress
) -> None:
    """Store the contents that the registry lacks; all are compared with their digests."""
    for done, (sha256, parts) in enumerate(export.contents(), start=1):
        new = NewContents().add(parts) if _is_here(database, sha256) else contents.add(parts)
        if new.sha256 != sha256:
            raise StorageError(
                f"{export.path}: {CONTENTS}{sha256} was changed after the export. Export it again."
            )
        progress("contents", done)


def _is_here(database: Database, sha256: str) -> bool:
    """Whether the registry has this content, as far as it knows intact."""
    with database.reading() as session:
        row = session.execute(existing_contents(), {"digests": [sha256]}).first()
    return row is not None and row.verification in {None, Verification.INTACT}


def import_records(  # noqa: PLR0913  # options by name
    config: DatabaseConfig,
    records: Iterable[Record],
    *,
    actor: str,
    reason: str | None = None,
    dry_run: bool = False,
    skip_conflicts: bool = False,
    contents: NewContents | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Add new records in one transaction, and report.

    Records come in the order of `mldb.transfer.records.RECORD_TYPES`, or at least each after its
    owner; many of one type in a row are quicker. Rows with equal content are left as they are. For
    new rows that no event record mentions, an audit event of `actor` is written, with `reason`.
    `contents` are those of artifacts whose bytes are stored already; an artifact with another
    content that the registry lacks is left out.

    An existing row with other content is a conflict: nothing is imported, or with
    `skip_conflicts` everything but the conflicting entities and their items. A dry run rolls back;
    it reports conflicts instead of raising.

    Raises:
        ConflictError: records differ; the message names the first 20.
        NotFoundError: the owner of a record is missing.
        RuleViolationError: records contradict each other or a rule.
        StorageError: the database can't be reached or written.
    """
    reason, report = check_reason(reason), ImportReport()
    contents = NewContents() if contents is None else contents
    with Database(config.unhurried()) as database, database.writing() as session:
        change = Change(session, require_actor(actor), None, datetime.now(UTC), reason)
        rules = Rules(Registry(database, actor=actor), session)
        work = begun(rules, report, contents, skip_conflicts=skip_conflicts)
        merge(work, records, progress)
        if report.conflict_count and not (skip_conflicts or dry_run):
            raise ConflictError(report.refusal)
        explain(work, change)
        work.note_activity()
        if dry_run:
            session.rollback()
    if not dry_run:
        contents.committed()
    return report
