# Generated from mldb/async_db/services/tracking/active_run.py by `make twins`.
"""A run that logs from a block of code."""

import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from mldb.errors import MLDBError
from mldb.schemas import (
    ArtifactRead,
    LoggedPoint,
    MetricsAtStep,
    MLRunCreate,
    MLRunRead,
    Owner,
    RunLog,
)
from mldb.sync_db._engine import new_lock
from mldb.sync_db.repositories.tracking.ml_run import MLRunRepository
from mldb.sync_db.services.artifacts.ml_artifact import MLArtifactService
from mldb.sync_db.services.tracking.run_log import RunLogService
from mldb.values.enums import RunStatus
from mldb.values.limits import POINTS_PER_CALL

if TYPE_CHECKING:
    from mldb.sync_db.services.tracking.ml_run import MLRunService

FLUSH_SECONDS: Final = 1.0


class ActiveRun:
    """A run for the length of a block, which logs its points in batches.

    Points wait in memory: `log` stores them at most once a second, or when there are 10,000. What
    is stored for certain is what came before a `flush`, or before the end of the block. Nothing
    happens between calls: there is no thread. Several threads or tasks may log at the same time.

    The end of the block ends the run: as finished, as failed after an exception, as killed after an
    interrupt.
    """

    run: MLRunRead

    def __init__(self, runs: "MLRunService", begun: MLRunCreate | str) -> None:
        """A new run, or the one with this public id."""
        self._runs = runs
        self._logs = RunLogService(runs.database, actor=runs.actor, via=runs.via)
        self._artifacts = MLArtifactService(runs.database, actor=runs.actor, via=runs.via)
        self._begun = begun
        self._points: list[LoggedPoint] = []
        self._next_step = 0
        self._flushed_at = 0.0
        self._flush_count = POINTS_PER_CALL
        self._flushing = new_lock()

    @property
    def public_id(self) -> str:
        """Id of the run for people, once the block has begun."""
        return self.run.public_id

    def __enter__(self) -> Self:
        if isinstance(self._begun, str):
            self.run = self._runs.resume(self._begun)
            with self._runs.database.reading() as session:
                self._next_step = MLRunRepository(session).next_step(self.run.id)
        else:
            self.run = self._runs.begin(self._begun)
        self._flushed_at = time.monotonic()
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.end()
            return
        try:
            is_failure = isinstance(error, Exception)
            self.end(RunStatus.FAILED if is_failure else RunStatus.KILLED)
        except MLDBError as failure:
            # The error of the block says more about what went wrong.
            error.add_note(f"The run {self.public_id} could not be ended: {failure}")

    def log(
        self, metrics: Mapping[str, Any], step: int | None = None, time_ms: int | None = None
    ) -> None:
        """Add a point to each of these metrics; scalars of numpy and torch are numbers too.

        Without a `step` it is the one behind the greatest so far; without a `time_ms` it is now.

        Raises:
            ValidationError: a name, number, step or time can't be used, or a name is given twice;
                then none is added.
            StorageError: the database can't be used; all points are kept for the next flush.
        """
        given = MetricsAtStep.model_validate(
            {
                "metrics": metrics,
                "step": self._next_step if step is None else step,
                "time_ms": int(time.time() * 1_000) if time_ms is None else time_ms,
            }
        )
        self._points.extend(given.points)
        if given.metrics:
            self._next_step = max(self._next_step, given.step + 1)
        is_due = time.monotonic() - self._flushed_at >= FLUSH_SECONDS
        if is_due or len(self._points) >= self._flush_count:
            self.flush()

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Store parameters now; each is set once.

        Raises:
            ValidationError: a name or value can't be used.
            RuleViolationError: one has another value already.
            StorageError: the database can't be used.
        """
        log = RunLog.model_validate({"params": params})
        self._logs.log_batch(self.public_id, log)

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Store tags now; the last value counts.

        Raises:
            ValidationError: a key or value can't be used.
            StorageError: the database can't be used.
        """
        log = RunLog.model_validate({"tags": tags})
        self._logs.log_batch(self.public_id, log)

    def log_file(self, path: Path | str, artifact_path: str | None = None) -> ArtifactRead:
        """Store a file of this machine now, under its own name unless `artifact_path` is given.

        A file at that path is replaced. Bars on a terminal show how far it is.

        Raises:
            StorageError: the file can't be read, or the artifact store can't be used.
            RuleViolationError: the path can't be used, or there is no space.
        """
        owner = Owner.run(self.public_id)
        return self._artifacts.upload_file(owner, path, artifact_path)

    def log_directory(
        self, path: Path | str, artifact_path: str | None = None
    ) -> list[ArtifactRead]:
        """Store all files below a folder of this machine now; see `MLArtifactService`.

        Their paths are those below the folder, behind `artifact_path` if it is given. What is there
        with the same bytes is not sent again.

        Raises:
            StorageError: something can't be read, or the artifact store can't be used.
            RuleViolationError: a path can't be used, or there is no space.
        """
        owner = Owner.run(self.public_id)
        return self._artifacts.upload_directory(owner, path, artifact_path or "")

    def flush(self) -> None:
        """Store the points that wait; once it returns they are stored for certain.

        Raises:
            StorageError: the database can't be used; the points are kept for the next flush.
            RuleViolationError: the run is in the trash; the points are kept.
            NotFoundError: the run was purged.
        """
        self._flushed_at = time.monotonic()
        # Who flushes at the same time waits: its points may be among those that are being sent.
        with self._flushing:
            while self._points:
                # Removed when they are stored; others only add points behind them meanwhile.
                sent = self._points[:POINTS_PER_CALL]
                try:
                    self._logs.log_batch(self.public_id, RunLog(metrics=sent))
                except BaseException:
                    # Not at each further point: every try may wait for a time-out.
                    self._flush_count = len(self._points) + POINTS_PER_CALL
                    raise
                del self._points[: len(sent)]
            self._flush_count = POINTS_PER_CALL

    def end(self, status: RunStatus = RunStatus.FINISHED) -> None:
        """Flush and end the run, as the end of the block does; for a second try after an error.

        Raises:
            StorageError: the database can't be used. The points are kept.
        """
        self.flush()
        self.run = self._runs.end(self.public_id, status)
