# Generated from mldb/async_db/services/registry/from_run.py by `make twins`.
"""What a version takes over from the run that it comes from."""

import math
from typing import Any

from sqlalchemy.orm import Session

from mldb.catalogue import LOGGED_MODEL
from mldb.errors import NotFoundError, RuleViolationError
from mldb.models import MLLoggedModel, MLModelVersion, MLRun
from mldb.schemas import MLModelVersionCreate, RegisterFromRun, Statistic
from mldb.sync_db.repositories.tracking.ml_logged_model import MLLoggedModelRepository
from mldb.sync_db.repositories.tracking.ml_run import MLRunRepository
from mldb.sync_db.services.registry.new_versions import Origin
from mldb.sync_db.services.registry.pinned_files import PinnedFiles, files_to_pin
from mldb.values.limits import ITEMS_PER_CALL, METRICS_PER_CALL
from mldb.values.names import is_logged_model_id, is_run_id


def version_from_run(
    session: Session, public_id: str, data: RegisterFromRun
) -> tuple[MLModelVersionCreate, Origin]:
    """The version to create, with the metrics and parameters of the run, and its origin.

    Run and logged model are locked, so that the files that it takes over are those of one moment.

    Raises:
        NotFoundError: there is no such run, or it or its experiment is in the trash.
        RuleViolationError: the run has no such logged model, file, metric or parameter, a metric is
            not finite, or there are more of them than a version takes.
    """
    run = None
    if is_run_id(public_id):
        run = MLRunRepository(session).get_by_public_id(public_id, lock=True)
    if run is None or not run.is_live:
        raise NotFoundError("run", public_id)
    logged = _logged_model(session, run, data.logged_model)
    version = MLModelVersionCreate(
        model_name=data.model_name,
        source=data.source or _location(run, logged, data.artifact_path),
        device=data.device,
        description=data.description,
        tags=data.tags,
        metrics=_metrics(session, run, data.metrics),
        params=_params(session, run, data.params),
    )
    return version, Origin(
        run.id,
        run.public_id,
        None if logged is None else logged.id,
        None if logged is None else logged.public_id,
        _files(session, run, logged, data.artifact_path),
    )


def origin_of_logged_model(session: Session, public_id: str) -> Origin:
    """A logged model, which is locked, as origin, with all its files.

    Raises:
        NotFoundError: there is none, or it, its run or its experiment is in the trash.
    """
    row = None
    if is_logged_model_id(public_id):
        row = MLLoggedModelRepository(session).get_by_public_id(public_id, lock=True)
    if row is None or not row.is_live:
        raise NotFoundError(LOGGED_MODEL.name, public_id)
    files = files_to_pin(session, "logged_model_id", row.id, "")
    return Origin(row.run_id, row.run_public_id, row.id, row.public_id, files)


def origin_of_version(session: Session, version: MLModelVersion) -> Origin:
    """The origin of a version, with the files that the version has."""
    return Origin(
        version.run_id,
        version.run_public_id,
        version.logged_model_id,
        version.logged_model_public_id,
        files_to_pin(session, "version_id", version.id, ""),
    )


def _location(run: MLRun, logged: MLLoggedModel | None, artifact_path: str | None) -> str:
    """URI of what is registered, as MLflow writes it."""
    start = f"runs:/{run.public_id}" if logged is None else f"models:/{logged.public_id}"
    return f"{start}/{artifact_path}" if artifact_path else start


def _files(
    session: Session, run: MLRun, logged: MLLoggedModel | None, artifact_path: str | None
) -> PinnedFiles | None:
    """The files to take over; of a logged model always, of a run if they are asked for."""
    if logged is not None:
        return files_to_pin(session, "logged_model_id", logged.id, artifact_path or "")
    if artifact_path is None:
        return None
    files = files_to_pin(session, "run_id", run.id, artifact_path)
    if files is None:
        raise RuleViolationError("The run has no files to register.", "artifact_path")
    return files


def _logged_model(session: Session, run: MLRun, public_id: str | None) -> MLLoggedModel | None:
    if public_id is None:
        return None
    row = MLLoggedModelRepository(session).get_by_public_id(public_id, lock=True)
    if row is None or not row.is_live or row.run_id != run.id:
        raise RuleViolationError(
            f"The run {run.public_id} has no logged model {public_id}.", "logged_model"
        )
    return row


def _metrics(session: Session, run: MLRun, wanted: dict[str, Statistic] | None) -> dict[str, float]:
    series = {row.name: row for row in MLRunRepository(session).statistics_of(run.id)}
    if wanted is None:
        ends = {name: _value(row, Statistic.LAST) for name, row in series.items()}
        finite = {name: value for name, value in ends.items() if math.isfinite(value)}
        _check_few(len(finite), METRICS_PER_CALL, "metrics")
        return finite
    chosen = {}
    for name, statistic in wanted.items():
        if name not in series:
            raise RuleViolationError(f"The run has no metric {name!r}.", f"metrics.{name}")
        chosen[name] = _value(series[name], statistic)
        if not math.isfinite(chosen[name]):
            raise RuleViolationError(
                f"The {statistic} value of {name!r} is {chosen[name]}. A metric of a version is a "
                "finite number.",
                f"metrics.{name}",
            )
    return chosen


def _params(session: Session, run: MLRun, wanted: list[str] | None) -> dict[str, str]:
    params = dict(MLRunRepository(session).params_of(run.id))
    if wanted is None:
        _check_few(len(params), ITEMS_PER_CALL, "params")
        return params
    for name in wanted:
        if name not in params:
            raise RuleViolationError(f"The run has no parameter {name!r}.", "params")
    return {name: params[name] for name in wanted}


def _value(row: Any, statistic: Statistic) -> float:
    value: float | None = getattr(row, f"{statistic}_value")
    return math.nan if value is None else value


def _check_few(count: int, limit: int, field: str) -> None:
    if count > limit:
        raise RuleViolationError(
            f"The run has {count:,} of them, more than the {limit:,} that a version takes. Name "
            "those to copy.",
            field,
        )
