"""Runs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.tracking.ml_run import MLRunRepository
from mldb.async_db.services.change import Change
from mldb.async_db.services.registry.trash import TrashService
from mldb.async_db.services.tracking.active_run import ActiveRun
from mldb.async_db.services.tracking.ml_experiment import MLExperimentService
from mldb.async_db.services.tracking.owners import live_experiment, live_run
from mldb.audit import Subject
from mldb.catalogue import RUN
from mldb.errors import DuplicateError, NotFoundError, RuleViolationError
from mldb.models import MLRun
from mldb.rules.arguments import check_moment
from mldb.rules.paging import check_page
from mldb.rules.run import (
    USES_SHOWN,
    check_ended,
    check_many,
    check_times,
    check_unused,
    made_up_name,
)
from mldb.schemas import MLRunCreate, MLRunRead, MLRunUpdate
from mldb.schemas.registry.search import Count, SearchPage
from mldb.statements.search.listing import Listing
from mldb.values.enums import AuditAction, RunStatus
from mldb.values.limits import PAGE_SIZE, RUN_ID_LENGTH
from mldb.values.names import DEFAULT_EXPERIMENT, is_run_id
from mldb.values.spelling import spelling

if TYPE_CHECKING:
    from mldb.search.nodes import Query, Sort


class MLRunService(TrashService[MLRun, MLRunCreate, MLRunUpdate, MLRunRead]):
    """Runs, listed with the newest first.

    Runs of an experiment in the trash are hidden with it. A parent that is trashed or purged leaves
    its children visible. What a run logs belongs to it and is purged with it.
    """

    entity: ClassVar[str] = "run"
    repository_type = MLRunRepository
    read_schema = MLRunRead
    audited_fields: ClassVar[tuple[str, ...]] = RUN.audited

    def start(  # noqa: PLR0913  # the fields of a run, by name
        self,
        experiment: str = DEFAULT_EXPERIMENT,
        *,
        name: str | None = None,
        parent: str | None = None,
        params: Mapping[str, Any] | None = None,
        tags: Mapping[str, Any] | None = None,
        description: str = "",
        source: str = "",
        git_commit: str = "",
    ) -> ActiveRun:
        """A new run for the length of a block, which logs what happens in it.

        An experiment that doesn't exist is created; `parent` is the id of a run.

        Raises:
            ValidationError: a value can't be used.
        """
        given = {
            "experiment": experiment,
            "name": name,
            "parent": parent,
            "params": params or {},
            "tags": tags or {},
            "description": description,
            "source": source,
            "git_commit": git_commit,
        }
        return ActiveRun(self, MLRunCreate.model_validate(given))

    def resume_logging(self, public_id: str) -> ActiveRun:
        """An existing run for the length of a block, in which it is running again.

        For a program that goes on after a crash. Steps count on from the greatest one stored.
        """
        return ActiveRun(self, public_id)

    async def begin(self, data: MLRunCreate, *, reason: str | None = None) -> MLRunRead:
        """The new run, as of `create`; an experiment that doesn't exist is created with it.

        Raises:
            RuleViolationError: the experiment or the parent is in the trash, or there is no such
                parent.
        """
        try:
            return await self._begin(data, reason)
        except DuplicateError:
            # Another program created the experiment at the same time.
            return await self._begin(data, reason)

    async def _begin(self, data: MLRunCreate, reason: str | None) -> MLRunRead:
        async with self._changing(reason) as change:
            await self._service(MLExperimentService).ensure(change, data.experiment)
            (row,) = await self._create(change, [data])
            return self._read(row)

    async def get_by_public_id(self, public_id: str) -> MLRunRead:
        """The run with this public id.

        Raises:
            NotFoundError: there is none, or it or its experiment is in the trash.
        """
        async with self.database.reading() as session:
            return self._read(await self._run(session, public_id))

    async def get_many(self, public_ids: Sequence[str]) -> list[MLRunRead]:
        """The live runs with these public ids, for up to 100, in the order given.

        Raises:
            RuleViolationError: too many.
        """
        check_many(len(public_ids))
        possible = [public_id for public_id in public_ids if is_run_id(public_id)]
        async with self.database.reading() as session:
            rows = await MLRunRepository(session).get_by_public_ids(possible)
        found = {row.public_id: row for row in rows}
        return self._read_all(found[public_id] for public_id in possible if public_id in found)

    async def children(self, public_id: str, limit: int = PAGE_SIZE) -> list[MLRunRead]:
        """The live runs that are a part of this one, the newest first, at most `limit` (1,000).

        Raises:
            NotFoundError: there is no such run, or it or its experiment is in the trash.
        """
        check_page(0, limit)
        async with self.database.snapshot() as session:
            row = await self._run(session, public_id)
            return self._read_all(await MLRunRepository(session).get_children(row.id, limit))

    async def search(
        self,
        text: "str | Query" = "",
        *,
        experiment: int | str | None = None,
        cursor: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> SearchPage[MLRunRead]:
        """A page of the runs that the query finds, at most `limit` (1,000), the last started first.

        Of the experiment with this id or name, if one is given; of one that doesn't exist there are
        none.

        `cursor` came with another page of this search and can be shared, as it does not depend on
        the user; `mldb.search.cursor.END` leads to the last page.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search.
        """
        return await self._page(_listing(text, experiment), self.read_schema, cursor, limit)

    async def search_ordered(
        self,
        query: "Query",
        orders: "Sequence[Sort]",
        *,
        experiment_id: int | None = None,
        skip: int = 0,
        limit: int = PAGE_SIZE,
    ) -> list[str]:
        """Public ids of the runs that the query finds, by these keys, at most `limit` (1,000).

        The last started come first among equals. What has no value of a key is last, and NaN right
        before it, in either direction. All that are found are sorted: `search` is quicker where it
        knows the order.
        """
        check_page(skip, limit)
        from mldb.statements.search.ordered_runs import ordered_runs  # noqa: PLC0415  # see SearchService

        statement = ordered_runs(query, tuple(orders), experiment_id, skip, limit)
        async with self.database.reading() as session:
            return list(await session.scalars(statement))

    async def count(self, text: str = "", *, experiment: int | str | None = None) -> Count:
        """How many runs the query finds, counted up to 10,000.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return await self._count(_listing(text, experiment))

    def search_all(
        self, text: str = "", *, experiment: int | str | None = None
    ) -> AsyncIterator[Sequence[MLRunRead]]:
        """All runs that the query finds, in pages of 1,000, each read for itself.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return self._all(_listing(text, experiment), self.read_schema)

    async def end(
        self,
        public_id: str,
        status: RunStatus = RunStatus.FINISHED,
        ended_at: datetime | None = None,
        *,
        reason: str | None = None,
    ) -> MLRunRead:
        """The run, which has ended; repeated with the same status it changes nothing.

        Without `ended_at` it ends now, or keeps the time at which it ended before.

        Raises:
            NotFoundError: there is no such run, or it or its experiment is in the trash.
            RuleViolationError: no run ends with this status, or it ends before it starts.
        """
        status = check_ended(status)
        given = ended_at and check_moment(ended_at, "ended_at")
        async with self._changing(reason) as change:
            row = await self._run(change.session, public_id, lock=True)
            # The clock of the program that started it may be ahead.
            ended = given or row.ended_at or max(change.at, row.started_at)
            check_times(row.started_at, ended)
            await self._set(change, row, AuditAction.UPDATE, {"status": status, "ended_at": ended})
            return self._read(row)

    async def resume(self, public_id: str, *, reason: str | None = None) -> MLRunRead:
        """The run, which is running, whether it had ended or not yet begun.

        Raises:
            NotFoundError: there is no such run, or it or its experiment is in the trash.
        """
        async with self._changing(reason) as change:
            row = await self._run(change.session, public_id, lock=True)
            running = {"status": RunStatus.RUNNING, "ended_at": None}
            await self._set(change, row, AuditAction.UPDATE, running)
            return self._read(row)

    async def _add(self, change: Change, data: MLRunCreate) -> MLRun:
        repository = MLRunRepository(change.session)
        given = data.model_dump(exclude={"experiment", "parent", "params", "tags"})
        row = await repository.add(
            given
            | {
                "public_id": token_hex(RUN_ID_LENGTH // 2),
                "experiment": await live_experiment(change.session, data.experiment),
                "parent": await self._parent(change.session, data.parent),
                "name": data.name or made_up_name(),
                "started_at": data.started_at or change.at,
                "ended_at": None,
                "user_name": data.user_name or change.actor,
                "created_via": change.via,
            }
            | change.created()
        )
        await repository.add_params(row.id, data.params)
        await repository.add_tags(row.id, data.tags)
        return row

    async def _set(
        self, change: Change, row: MLRun, action: AuditAction, values: dict[str, Any]
    ) -> None:
        if "parent" in values:
            values = dict(values)
            public_id = values.pop("parent")
            # A run keeps a parent that is in the trash now: forms send it with every change.
            if public_id != row.parent_public_id:
                values["parent"] = await self._parent(change.session, public_id, row)
        await super()._set(change, row, action, values)

    async def _parent(
        self, session: AsyncSession, public_id: str | None, child: MLRun | None = None
    ) -> MLRun | None:
        """The row of the run that is to be the parent.

        Raises:
            RuleViolationError: it isn't there, or is the child or a part of it.
        """
        if public_id is None:
            return None
        repository = MLRunRepository(session)
        parent = await live_run(session, public_id, "parent", lock=child is not None)
        # Locked on the way up, so that two runs can't become parts of each other at the same time.
        above: MLRun | None = parent if child is not None else None
        while above is not None:
            if child is above:
                raise RuleViolationError("A run can't be a part of itself.", "parent")
            above = await repository.get(above.parent_id or 0, lock=True)
        return parent

    async def _validate_restore(
        self,
        session: AsyncSession,  # the hook's signature
        rows: Sequence[MLRun],
    ) -> None:
        """A run can't be visible in an experiment that is not."""
        for row in rows:
            if row.experiment.deleted_at is not None:
                raise RuleViolationError(
                    f"Restore the experiment {row.experiment_name!r} first.", "experiment"
                )

    async def _before_purge(self, change: Change, row: MLRun) -> None:
        """Versions must not lose their origin."""
        repository = MLRunRepository(change.session)
        check_unused("this run", await repository.versions_from_run(row.id, USES_SHOWN + 1))

    async def _run(self, session: AsyncSession, public_id: str, *, lock: bool = False) -> MLRun:
        if not is_run_id(public_id):
            raise NotFoundError(self.entity, public_id)
        row = await MLRunRepository(session).get_by_public_id(public_id, lock=lock)
        return self._found(row, public_id)

    def _trashed(self, containing: str = "") -> Listing:
        from mldb.statements.search.trash import trashed_runs  # noqa: PLC0415  # see SearchService

        return trashed_runs(containing)

    def _subject(self, row: MLRun) -> Subject:
        return Subject(self.entity, row.id, row.label)

    def _is_visible(self, row: MLRun) -> bool:
        return row.is_live


def _listing(text: "str | Query", experiment: int | str | None) -> Listing:
    from mldb.search.fields import ListType  # noqa: PLC0415  # see SearchService
    from mldb.search.parser import parse  # noqa: PLC0415
    from mldb.statements.search.runs import listed_runs  # noqa: PLC0415

    known = spelling(experiment) if isinstance(experiment, str) else experiment
    return listed_runs(parse(text, ListType.RUNS), known)
