"""Writes what several runs log in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio.engine import AsyncConnection

from mldb.async_db.repositories.audit.audit_event import AuditEventRepository
from mldb.async_db.repositories.tracking.history import GrowingSeriesRepository
from mldb.async_db.repositories.tracking.run_log import RunLogRepository, RunName
from mldb.async_db.services.change import Change
from mldb.audit import Changes, Subject, changes_between
from mldb.catalogue import RUN
from mldb.errors import NotFoundError, RuleViolationError
from mldb.points.columns import Points
from mldb.points.growth import GrowingSeries
from mldb.rules.run_log import check_outside_trash, new_params
from mldb.schemas import GroupedLog, LoggedPoint, LogReceipt, RunLog
from mldb.values.enums import AuditAction, RunStatus
from mldb.values.names import is_run_id

Outcome = LogReceipt | RuleViolationError | NotFoundError
"""The receipt of a log, or its refusal."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A log, the run that it belongs to, and who sends it."""

    public_id: str
    points: Mapping[str, Points]
    params: Mapping[str, str]
    tags: Mapping[str, str]
    actor: str
    via: str | None

    @classmethod
    def of(cls, public_id: str, log: RunLog | GroupedLog, actor: str, via: str | None) -> Self:
        """The log with its points by metric; those without a time get the current one."""
        points = log.points if isinstance(log, GroupedLog) else _by_metric(log.metrics)
        return cls(public_id, points, log.params, log.tags, actor, via)

    @property
    def size(self) -> int:
        """Number of its points, parameters and tags."""
        return sum(map(len, self.points.values())) + len(self.params) + len(self.tags)


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A log that is written, with those parameters and tags that are new."""

    entry: LogEntry
    run: Any
    params: Mapping[RunName, str]
    tags: Mapping[RunName, str]


def _by_metric(logged: Sequence[LoggedPoint]) -> dict[str, Points]:
    now_ms = int(datetime.now(UTC).timestamp() * 1_000)
    columns: dict[str, tuple[list[int], list[int], list[float]]] = defaultdict(lambda: ([], [], []))
    # Their fields as a dict: Pydantic makes attributes slow.
    for point in map(vars, logged):
        steps, times_ms, values = columns[point["name"]]
        time_ms = point["time_ms"]
        steps.append(point["step"])
        times_ms.append(now_ms if time_ms is None else time_ms)
        values.append(point["value"])
    return {name: Points.of_columns(*some) for name, some in columns.items()}


class LogWriter:
    """Writes logs in a session, by its connection; a log that is refused takes no other down.

    Reads decide first which logs are refused; the others are written by few statements together.
    """

    def __init__(self, session: AsyncSession, connection: AsyncConnection) -> None:
        self.session = session
        self._items = RunLogRepository(connection)
        self._series = GrowingSeriesRepository(connection)

    async def write(self, entries: Sequence[LogEntry]) -> list[Outcome]:
        """Receipt or refusal of each log, in the order given."""
        decided = await self._decide(entries)
        accepted = [one for one in decided if isinstance(one, _Accepted)]
        await self._write_items(accepted)
        counts = iter(await self._write_points(accepted))
        outcomes: list[Outcome] = []
        events: list[dict[str, Any]] = []
        for one in decided:
            if not isinstance(one, _Accepted):
                outcomes.append(one)
                continue
            receipt = LogReceipt(points=next(counts), params=len(one.params), tags=len(one.tags))
            events += self._late(one, receipt)
            outcomes.append(receipt)
        await AuditEventRepository(self.session).append_many(events)
        return outcomes

    async def _decide(
        self, entries: Sequence[LogEntry]
    ) -> list[_Accepted | RuleViolationError | NotFoundError]:
        """The logs with what is new in them, or their refusals; each knows those before it."""
        runs = await self._runs(entries)
        sent = [(runs[entry.public_id].id, entry) for entry in entries if entry.public_id in runs]
        params = await self._items.params_of(
            {(run_id, name) for run_id, entry in sent for name in entry.params}
        )
        tags = await self._items.tags_of(
            {(run_id, key) for run_id, entry in sent for key in entry.tags}
        )
        decided: list[_Accepted | RuleViolationError | NotFoundError] = []
        for entry in entries:
            try:
                one = _accepted(entry, runs.get(entry.public_id), params, tags)
            except (RuleViolationError, NotFoundError) as refusal:
                decided.append(refusal)
            else:
                params |= one.params
                tags |= one.tags
                decided.append(one)
        return decided

    async def _runs(self, entries: Sequence[LogEntry]) -> dict[str, Any]:
        """The runs by public id, locked; runs that don't exist are left out."""
        public_ids = {entry.public_id for entry in entries if is_run_id(entry.public_id)}
        if not public_ids:
            return {}
        return {run.public_id: run for run in await self._items.lock_runs(public_ids)}

    async def _write_items(self, accepted: Sequence[_Accepted]) -> None:
        params: dict[RunName, str] = {}
        tags: dict[RunName, str] = {}
        for one in accepted:
            params |= one.params
            tags |= one.tags
        await self._items.add_params(params)
        await self._items.put_tags(tags)

    async def _write_points(self, accepted: Sequence[_Accepted]) -> list[int]:
        """How many points of each log were new."""
        experiments = {one.run.id: one.run.experiment_id for one in accepted}
        keys = {(one.run.id, name) for one in accepted for name in one.entry.points}
        if not keys:
            return [0] * len(accepted)
        series = await self._series.get(keys)
        for key in sorted(keys - series.keys()):
            series[key] = GrowingSeries()
        for one in accepted:
            for name, points in one.entry.points.items():
                series[one.run.id, name].expect(points)
        await self._series.load_overlapped(series.values())
        counts = [
            sum(series[one.run.id, name].add(points) for name, points in one.entry.points.items())
            for one in accepted
        ]
        await self._series.store([(key, experiments[key[0]], one) for key, one in series.items()])
        return counts

    def _late(self, one: _Accepted, receipt: LogReceipt) -> list[dict[str, Any]]:
        """The audit event of a log after the end of its run."""
        if not _is_ended(one.run):
            return []
        entry = one.entry
        change = Change(self.session, entry.actor, entry.via, datetime.now(UTC), None)
        counts = {name: count for name, count in receipt.model_dump().items() if count}
        return late_events(change, one.run, changes_between({}, counts))


def late_events(change: Change, run: Any, changes: Changes) -> list[dict[str, Any]]:
    """The audit event of what is logged after the end of the run; before, nothing is recorded."""
    if not changes or not _is_ended(run):
        return []
    subject = Subject(RUN.name, run.id, run.public_id)
    return [change.event(AuditAction.UPDATE, subject, changes)]


def _is_ended(run: Any) -> bool:
    return RunStatus(run.status).is_ended


async def logging_run(session: AsyncSession, public_id: str) -> Any:
    """Facts of the run, which may log and is locked.

    Raises:
        NotFoundError: there is no such run.
        RuleViolationError: it is in the trash.
    """
    runs: Sequence[Any] = ()
    if is_run_id(public_id):
        runs = await RunLogRepository(await session.connection()).lock_runs([public_id])
    return _logging(runs[0] if runs else None, public_id)


def _logging(run: Any, public_id: str) -> Any:
    if run is None:
        raise NotFoundError(RUN.name, public_id)
    check_outside_trash(run)
    return run


def _accepted(
    entry: LogEntry, run: Any, params: Mapping[RunName, str], tags: Mapping[RunName, str]
) -> _Accepted:
    """The log with what is new in it, given the stored parameters and tags.

    Raises:
        NotFoundError: there is no such run.
        RuleViolationError: it may not log this.
    """
    run = _logging(run, entry.public_id)
    stored = {name: params[run.id, name] for name in entry.params if (run.id, name) in params}
    new = new_params(entry.params, stored)
    return _Accepted(
        entry,
        run,
        {(run.id, name): value for name, value in new.items()},
        {
            (run.id, key): value
            for key, value in entry.tags.items()
            if tags.get((run.id, key)) != value
        },
    )
