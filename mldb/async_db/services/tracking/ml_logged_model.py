"""Logged models."""

import math
from collections.abc import Mapping, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.artifacts.ml_artifact import MLArtifactRepository
from mldb.async_db.repositories.tracking.ml_logged_model import MLLoggedModelRepository
from mldb.async_db.repositories.tracking.ml_run import MLRunRepository
from mldb.async_db.services.change import Change
from mldb.async_db.services.registry.trash import TrashService
from mldb.async_db.services.tracking.owners import live_experiment, live_run
from mldb.audit import Subject
from mldb.catalogue import LOGGED_MODEL
from mldb.errors import NotFoundError, RuleViolationError
from mldb.models import (
    MLExperiment,
    MLLoggedModel,
    MLLoggedModelMetric,
    MLLoggedModelParam,
    MLLoggedModelTag,
    MLRun,
)
from mldb.rules.artifact import check_without_files, reopens
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.rules.run import USES_SHOWN, check_unused, made_up_name
from mldb.schemas import (
    LoggedModelCreate,
    LoggedModelDetail,
    LoggedModelItems,
    LoggedModelMetric,
    LoggedModelRead,
    LoggedModelUpdate,
)
from mldb.statements.search.listing import Listing
from mldb.values.enums import AuditAction, VersionStatus
from mldb.values.limits import PAGE_SIZE, RUN_ID_LENGTH
from mldb.values.names import DEFAULT_EXPERIMENT, is_logged_model_id, is_run_id
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

if TYPE_CHECKING:
    from mldb.search.nodes import Query, Sort


class MLLoggedModelService(
    TrashService[MLLoggedModel, LoggedModelCreate, LoggedModelUpdate, LoggedModelRead]
):
    """Models that runs saved, listed with the newest first.

    One of a run or an experiment in the trash is hidden with it. Its parameters, tags and metrics
    are a log, as those of a run are: they are not audited.
    """

    entity: ClassVar[str] = "logged model"
    repository_type = MLLoggedModelRepository
    read_schema = LoggedModelRead
    audited_fields: ClassVar[tuple[str, ...]] = LOGGED_MODEL.audited

    async def get_by_public_id(self, public_id: str) -> LoggedModelRead:
        """The logged model with this public id.

        Raises:
            NotFoundError: there is none, or it, its run or its experiment is in the trash.
        """
        async with self.database.reading() as session:
            return self._read(await self._model(session, public_id))

    async def get_detail(self, public_id: str) -> LoggedModelDetail:
        """The logged model with this public id, with its parameters, tags and metrics.

        Raises:
            NotFoundError: there is none, or it, its run or its experiment is in the trash.
        """
        found = await self.get_details([public_id])
        if not found:
            raise NotFoundError(self.entity, public_id)
        return found[0]

    async def of_run(
        self, public_id: str, limit: int = PAGE_SIZE, *, before: int | None = None
    ) -> list[LoggedModelRead]:
        """The models that a run saved, the newest first, at most `limit` (1,000).

        With `before`, only those with an `id` below it.

        Raises:
            NotFoundError: there is no such run, or it or its experiment is in the trash.
        """
        check_page(0, limit)
        async with self.database.snapshot() as session:
            run = None
            if is_run_id(public_id):
                run = await MLRunRepository(session).get_by_public_id(public_id)
            if run is None or not run.is_live:
                raise NotFoundError("run", public_id)
            return self._read_all(
                await MLLoggedModelRepository(session).get_of_run(run.id, limit, before)
            )

    async def search(
        self,
        query: "Query",
        orders: "Sequence[Sort]" = (),
        *,
        skip: int = 0,
        limit: int = PAGE_SIZE,
    ) -> list[str]:
        """Public ids of the models that the query finds, by these keys, at most `limit` (1,000).

        The newest come first among equals; what has no value of a key is last.
        """
        check_page(skip, limit)
        from mldb.statements.search.logged_models import listed_logged_models  # noqa: PLC0415  # see SearchService

        statement = listed_logged_models(query, tuple(orders), skip, limit)
        async with self.database.reading() as session:
            return list(await session.scalars(statement))

    async def get_details(self, public_ids: Sequence[str]) -> list[LoggedModelDetail]:
        """The live models with these public ids, at most 1,000, in the order given.

        Others are left out. They are read in a fixed number of statements, at one moment.

        Raises:
            RuleViolationError: too many.
        """
        check_batch(len(public_ids))
        possible = [public_id for public_id in public_ids if is_logged_model_id(public_id)]
        if not possible:
            return []
        async with self.database.snapshot() as session:
            repository = MLLoggedModelRepository(session)
            rows = [row for row in await repository.get_by_public_ids(possible) if row.is_live]
            ids = [row.id for row in rows]
            params = await repository.params_of(ids)
            tags = await repository.tags_of(ids)
            metrics: dict[int, list[dict[str, Any]]] = {row_id: [] for row_id in ids}
            for one in await repository.metrics_of(ids):
                metrics[one.logged_model_id].append(_metric_of(one))
        details = {
            row.public_id: LoggedModelDetail.model_validate(
                self._read(row).model_dump()
                | {"params": params[row.id], "tags": tags[row.id], "metrics": metrics[row.id]}
            )
            for row in rows
        }
        return [details[public_id] for public_id in possible if public_id in details]

    async def finish(
        self,
        public_id: str,
        status: VersionStatus = VersionStatus.READY,
        *,
        reason: str | None = None,
    ) -> LoggedModelRead:
        """The logged model, whose files are complete, or failed to become so.

        Raises:
            NotFoundError: there is none, or it, its run or its experiment is in the trash.
            RuleViolationError: it is no such status, or files could change again.
        """
        if status not in [*VersionStatus]:
            raise RuleViolationError(f"Choose one of {', '.join(VersionStatus)}.", "status")
        async with self._changing(reason) as change:
            row = await self._model(change.session, public_id, lock=True)
            if reopens(row.status, status):
                artifacts = MLArtifactRepository(change.session)
                check_without_files(has_files=await artifacts.has_any("logged_model_id", row.id))
            await self._set(change, row, AuditAction.UPDATE, {"status": VersionStatus(status)})
            return self._read(row)

    async def log_params(self, public_id: str, params: Mapping[str, Any]) -> None:
        """Add parameters; each is set once, the same value again is fine.

        Raises:
            NotFoundError: there is no such model, or it, its run or its experiment is in the trash.
            RuleViolationError: one is set already to another value; then none is stored.
        """
        given = LoggedModelItems.model_validate({"params": params}).params
        async with self._changing(None) as change:
            repository = MLLoggedModelRepository(change.session)
            row = await self._model(change.session, public_id, lock=True)
            existing = (await repository.params_of([row.id]))[row.id]
            for name, value in given.items():
                if existing.get(name, value) != value:
                    raise RuleViolationError(
                        f"The parameter {name!r} is {existing[name]!r} already. A parameter is "
                        "set once.",
                        f"params.{name}",
                    )
            new = {name: value for name, value in given.items() if name not in existing}
            await _add_params(repository, row.id, new)

    async def log_tags(self, public_id: str, tags: Mapping[str, Any]) -> None:
        """Set tags; the last value counts.

        Raises:
            NotFoundError: there is no such model, or it, its run or its experiment is in the trash.
        """
        given = LoggedModelItems.model_validate({"tags": tags}).tags
        async with self._changing(None) as change:
            row = await self._model(change.session, public_id, lock=True)
            await MLLoggedModelRepository(change.session).replace_items(
                MLLoggedModelTag, _tag_rows(row.id, given)
            )

    async def delete_tag(self, public_id: str, key: str) -> None:
        """Remove a tag.

        Raises:
            NotFoundError: there is no such model, or it, its run or its experiment is in the trash;
                or it has no such tag.
        """
        async with self._changing(None) as change:
            row = await self._model(change.session, public_id, lock=True)
            repository = MLLoggedModelRepository(change.session)
            if not (is_storable(key) and await repository.delete_tag(row.id, spelling(key))):
                raise NotFoundError("tag", key, f"of the logged model {public_id}")

    async def set_outputs(self, run_public_id: str, steps: Mapping[str, int]) -> None:
        """Record at which steps a run saved these models; a model without a run gets this one.

        Raises:
            NotFoundError: there is no such model, or it, its run or its experiment is in the trash.
            RuleViolationError: there is no such run, or it is in the trash; these are more than
                1,000; or one belongs to another run or experiment.
        """
        check_batch(len(steps))
        if not is_run_id(run_public_id):
            raise NotFoundError("run", run_public_id)
        async with self._changing(None) as change:
            run = await live_run(change.session, run_public_id, "run")
            for public_id in sorted(steps):
                row = await self._model(change.session, public_id, lock=True)
                if row.experiment_id != run.experiment_id or row.run_id not in {None, run.id}:
                    raise RuleViolationError(
                        f"The logged model {public_id} does not belong to the run {run_public_id}.",
                        "models",
                    )
                values = {"step": steps[public_id], "run": run}
                await self._set(change, row, AuditAction.UPDATE, values)

    async def log_metrics(self, public_id: str, metrics: Sequence[LoggedModelMetric]) -> None:
        """Add up to 1,000 metrics; of the same name, dataset, step and time the last value counts.

        Raises:
            NotFoundError: there is no such model, or it, its run or its experiment is in the trash.
            RuleViolationError: too many.
        """
        check_batch(len(metrics))
        async with self._changing(None) as change:
            row = await self._model(change.session, public_id, lock=True)
            now = int(change.at.timestamp() * 1_000)
            rows = {
                tuple(values[name] for name in values if name != "value"): values
                for values in (_metric_row(row.id, metric, now) for metric in metrics)
            }
            await MLLoggedModelRepository(change.session).replace_items(
                MLLoggedModelMetric, list(rows.values())
            )

    async def _add(self, change: Change, data: LoggedModelCreate) -> MLLoggedModel:
        repository = MLLoggedModelRepository(change.session)
        experiment, run = await self._owners(change.session, data)
        given = data.model_dump(exclude={"experiment", "run", "params", "tags"})
        row = await repository.add(
            given
            | {
                "public_id": f"m-{token_hex(RUN_ID_LENGTH // 2)}",
                "experiment": experiment,
                "run": run,
                "name": data.name or made_up_name(),
            }
            | change.created()
        )
        await _add_params(repository, row.id, data.params)
        await repository.add_items(MLLoggedModelTag, _tag_rows(row.id, data.tags))
        return row

    async def _owners(
        self, session: AsyncSession, data: LoggedModelCreate
    ) -> tuple[MLExperiment, MLRun | None]:
        if data.run is None:
            return await live_experiment(session, data.experiment or DEFAULT_EXPERIMENT), None
        run = await live_run(session, data.run, "run")
        if data.experiment not in {None, run.experiment.name}:
            raise RuleViolationError(
                f"The run {data.run} belongs to the experiment {run.experiment.name!r}.",
                "experiment",
            )
        return run.experiment, run

    async def _validate_restore(
        self,
        session: AsyncSession,  # the hook's signature
        rows: Sequence[MLLoggedModel],
    ) -> None:
        """It can't be visible in a run or an experiment that is not."""
        for row in rows:
            if row.experiment.deleted_at is not None:
                raise RuleViolationError(
                    f"Restore the experiment {row.experiment_name!r} first.", "experiment"
                )
            if row.run is not None and row.run.deleted_at is not None:
                raise RuleViolationError(f"Restore the run {row.run_public_id} first.", "run")

    async def _before_purge(self, change: Change, row: MLLoggedModel) -> None:
        """Versions must not lose their origin."""
        repository = MLRunRepository(change.session)
        versions = await repository.versions_from_logged_model(row.id, USES_SHOWN + 1)
        check_unused("this logged model", versions)

    async def _model(
        self, session: AsyncSession, public_id: str, *, lock: bool = False
    ) -> MLLoggedModel:
        if not is_logged_model_id(public_id):
            raise NotFoundError(self.entity, public_id)
        row = await MLLoggedModelRepository(session).get_by_public_id(public_id, lock=lock)
        return self._found(row, public_id)

    def _trashed(self, containing: str = "") -> Listing:
        from mldb.statements.search.trash import trashed_logged_models  # noqa: PLC0415  # see SearchService

        return trashed_logged_models(containing)

    def _subject(self, row: MLLoggedModel) -> Subject:
        return Subject(self.entity, row.id, row.label)

    def _is_visible(self, row: MLLoggedModel) -> bool:
        return row.is_live


async def _add_params(
    repository: MLLoggedModelRepository, row_id: int, params: Mapping[str, str]
) -> None:
    rows = [{"logged_model_id": row_id, "name": name, "value": params[name]} for name in params]
    await repository.add_items(MLLoggedModelParam, rows)


def _tag_rows(row_id: int, tags: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"logged_model_id": row_id, "key": key, "value": tags[key]} for key in tags]


def _metric_row(row_id: int, metric: LoggedModelMetric, now_ms: int) -> dict[str, Any]:
    time_ms = now_ms if metric.time_ms is None else metric.time_ms
    value = None if math.isnan(metric.value) else metric.value
    values = {"logged_model_id": row_id, "time_ms": time_ms, "value": value}
    return metric.model_dump(exclude={"time_ms", "value"}) | values


def _metric_of(row: Any) -> dict[str, Any]:
    columns: dict[str, Any] = row._asdict()
    return columns | {"value": math.nan if row.value is None else row.value}
