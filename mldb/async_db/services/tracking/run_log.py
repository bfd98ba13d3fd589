"""What runs log: points, parameters, tags and inputs."""

from collections.abc import Sequence
from typing import Any

from mldb.async_db.group_commit import carry_out
from mldb.async_db.repositories.audit.audit_event import AuditEventRepository
from mldb.async_db.repositories.tracking.ml_dataset import MLDatasetRepository
from mldb.async_db.repositories.tracking.run_log import RunLogRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.change import Change
from mldb.async_db.services.tracking.log_writer import (
    LogEntry,
    LogWriter,
    Outcome,
    late_events,
    logging_run,
)
from mldb.audit import Changes
from mldb.errors import NotFoundError
from mldb.rules.arguments import require_actor
from mldb.rules.batch import check_batch
from mldb.schemas import (
    BulkOutcome,
    DatasetInput,
    GroupedLog,
    LogReceipt,
    RunLog,
    Skipped,
    TagOnMany,
)
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable


class RunLogService(Service):
    """Stores what runs log.

    The same log again stores nothing, so a call can be repeated, unless points have no time: they
    get the current one, and are other points then.
    """

    async def log(self, public_id: str, log: RunLog | GroupedLog) -> LogReceipt:
        """As `log_batch`, but logs that arrive at the same time share a transaction.

        For servers: many small logs then wait for the disk together.

        Raises:
            NotFoundError: there is no such run.
            RuleViolationError: the run is in the trash, or a parameter has another value.
            RuntimeError: a transaction of this thread or task is open on the database.
        """
        meeting = self.database.meeting()
        if meeting is None:
            return await self.log_batch(public_id, log)
        receipt: LogReceipt = await carry_out(meeting, self._entry(public_id, log), self._write)
        return receipt

    async def log_batch(self, public_id: str, log: RunLog | GroupedLog) -> LogReceipt:
        """Store all of the log or nothing; says how much was new.

        Raises:
            NotFoundError: there is no such run.
            RuleViolationError: the run is in the trash, or a parameter has another value.
        """
        (outcome,) = await self._write([self._entry(public_id, log)])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def log_many(self, logs: Sequence[tuple[str, RunLog]]) -> list[Outcome]:
        """Store the logs of these runs in one transaction; a refused one takes no other down.

        Gives a receipt or a refusal for each, in the order given.

        Raises:
            RuleViolationError: these are more than 1,000.
        """
        check_batch(len(logs))
        return await self._write([self._entry(public_id, log) for public_id, log in logs])

    async def set_tag_on_many(
        self, public_ids: Sequence[str], tag: TagOnMany, *, dry_run: bool = False
    ) -> BulkOutcome:
        """Give up to 1,000 runs a tag, or its value to those that have another one.

        In one transaction; runs that can't get it are skipped. A dry run changes nothing, and
        reports the changes that it would make.

        Raises:
            RuleViolationError: too many runs.
        """
        check_batch(len(public_ids))
        log = RunLog(tags={tag.key: tag.value})
        entries = [self._entry(public_id, log) for public_id in dict.fromkeys(public_ids)]
        async with self._trying(None, dry_run=dry_run) as change:
            writer = LogWriter(change.session, await change.session.connection())
            written = await writer.write(entries)
        outcome = BulkOutcome()
        for entry, one in zip(entries, written, strict=True):
            if isinstance(one, Exception):
                outcome.skipped.append(Skipped(entry.public_id, str(one)))
            elif one.tags:
                outcome.done.append(entry.public_id)
            else:
                outcome.skipped.append(Skipped(entry.public_id, "It has this tag already."))
        return outcome

    async def delete_tag(self, public_id: str, key: str, *, reason: str | None = None) -> None:
        """Remove a tag of the run.

        Raises:
            NotFoundError: there is no such run, or it has no such tag.
            RuleViolationError: the run is in the trash.
        """
        async with self._changing(reason) as change:
            run = await logging_run(change.session, public_id)
            value = None
            if is_storable(key):
                repository = RunLogRepository(await change.session.connection())
                value = await repository.delete_tag(run.id, spelling(key))
            if value is None:
                raise NotFoundError("tag", key, f"of the run {public_id}")
            await _record(change, run, {f"tags.{key}": (value, None)})

    async def log_inputs(
        self, public_id: str, inputs: Sequence[DatasetInput], *, reason: str | None = None
    ) -> int:
        """Store which datasets the run reads; returns how many of these inputs are new.

        A dataset that its experiment knows by name and digest stays as it is.

        Raises:
            NotFoundError: there is no such run.
            RuleViolationError: the run is in the trash, or these are more than 1,000.
        """
        check_batch(len(inputs))
        async with self._changing(reason) as change:
            run = await logging_run(change.session, public_id)
            if not inputs:
                return 0
            repository = MLDatasetRepository(change.session)
            datasets = [one.model_dump(by_alias=True, exclude={"context"}) for one in inputs]
            ids = await repository.put(run.experiment_id, datasets)
            pairs = [(ids[one.name, one.digest], one.context) for one in inputs]
            count = await repository.add_inputs(run.id, pairs)
            await _record(change, run, {"inputs": (None, count)} if count else {})
            return count

    def _entry(self, public_id: str, log: RunLog | GroupedLog) -> LogEntry:
        return LogEntry.of(public_id, log, require_actor(self.actor), self.via)

    async def _write(self, entries: Sequence[LogEntry]) -> list[Outcome]:
        async with self.database.writing() as session:
            return await LogWriter(session, await session.connection()).write(entries)


async def _record(change: Change, run: Any, changes: Changes) -> None:
    events = late_events(change, run, changes)
    await AuditEventRepository(change.session).append_many(events)
