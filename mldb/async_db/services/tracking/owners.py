"""Lookups of the experiment and the run that a request names."""

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.tracking.ml_experiment import MLExperimentRepository
from mldb.async_db.repositories.tracking.ml_run import MLRunRepository
from mldb.errors import RuleViolationError
from mldb.models import MLExperiment, MLRun


async def live_experiment(session: AsyncSession, name: str) -> MLExperiment:
    """The row of the experiment that a request names.

    Raises:
        RuleViolationError: at `experiment`: there is none, or it is in the trash.
    """
    row = await MLExperimentRepository(session).get_by_name(name)
    if row is None:
        raise RuleViolationError(
            f"There is no experiment named {name!r}. Create it first.", "experiment"
        )
    if not row.is_live:
        raise RuleViolationError(
            f"The experiment {name!r} is in the trash. Restore it first.", "experiment"
        )
    return row


async def live_run(
    session: AsyncSession, public_id: str, field: str, *, lock: bool = False
) -> MLRun:
    """The row of the run that a request names.

    Raises:
        RuleViolationError: at the field: there is none, or it or its experiment is in the trash.
    """
    row = await MLRunRepository(session).get_by_public_id(public_id, lock=lock)
    if row is None:
        raise RuleViolationError(f"There is no run with the id {public_id}.", field)
    if row.deleted_at is not None:
        raise RuleViolationError(f"The run {public_id} is in the trash. Restore it first.", field)
    if not row.is_live:
        raise RuleViolationError(
            f"The run {public_id} belongs to an experiment in the trash. Restore it first.", field
        )
    return row
