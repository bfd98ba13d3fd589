# Generated from mldb/async_db/services/tracking/run_log.py by `make twins`.
"""What runs log: points, parameters, tags and inputs."""

from collections.abc import Sequence

from mldb.rules.arguments import require_actor
from mldb.rules.batch import check_batch
from mldb.schemas import LogReceipt, RunLog
from mldb.sync_db.group_commit import carry_out
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.tracking.log_writer import LogEntry, LogWriter, Outcome


class RunLogService(Service):
    """Stores what runs log. The same log again stores nothing, so it can be repeated."""

    def log(self, public_id: str, log: RunLog) -> LogReceipt:
        """As `log_batch`, but logs that arrive at the same time share a transaction.

        For servers: many small logs then wait for the disk together.
        """
        meeting = self.database.meeting()
        if meeting is None:
            return self.log_batch(public_id, log)
        receipt: LogReceipt = carry_out(meeting, self._entry(public_id, log), self._write)
        return receipt

    def log_batch(self, public_id: str, log: RunLog) -> LogReceipt:
        """Store all of the log or nothing; says how much was new.

        Raises:
            NotFoundError: there is no such run.
            RuleViolationError: the run is in the trash, or a parameter has another value.
        """
        (outcome,) = self._write([self._entry(public_id, log)])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def log_many(self, logs: Sequence[tuple[str, RunLog]]) -> list[Outcome]:
        """Store the logs of these runs in one transaction; a refused one takes no other down.

        Gives a receipt or a refusal for each, in the order given.

        Raises:
            RuleViolationError: these are more than 1,000.
        """
        check_batch(len(logs))
        return self._write([self._entry(public_id, log) for public_id, log in logs])

    def _entry(self, public_id: str, log: RunLog) -> LogEntry:
        return LogEntry.of(public_id, log, require_actor(self.actor), self.via)

    def _write(self, entries: Sequence[LogEntry]) -> list[Outcome]:
        with self.database.writing() as session:
            return LogWriter(session).write(entries)
