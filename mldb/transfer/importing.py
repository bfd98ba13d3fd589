"""Records into a registry: in one transaction, and what is there already is left alone."""

from collections.abc import Iterable

from mldb.config import DatabaseConfig
from mldb.transfer.records import Record
from mldb.transfer.report import ImportReport, Progress


def import_records(
    config: DatabaseConfig,
    records: Iterable[Record],
    *,
    actor: str,
    reason: str | None = None,
    dry_run: bool = False,
    skip_conflicts: bool = False,
    progress: Progress = lambda _kind, _done: None,
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
        RuleViolationError: records contradict each other or a rule.
        StorageError: the database can't be reached or written.
    """
    raise NotImplementedError
