"""Aliases: current and past assignments, moving and rolling back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.change import Change
from mldb.async_db.services.hooks import Hooks
from mldb.async_db.services.registry.missing import no_alias, no_model
from mldb.audit import Subject, changes_between
from mldb.errors import NotFoundError
from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.rules.alias import (
    MATRIX_NAMES,
    check_expected,
    default_target,
    path_of,
    roll_back_target,
)
from mldb.rules.arguments import check_moment
from mldb.rules.paging import check_page
from mldb.schemas import (
    AliasMatrix,
    AliasMatrixRow,
    InUse,
    MLModelAliasMove,
    MLModelAliasRead,
    MLModelAliasRef,
    ModelInUse,
    RollBack,
    RollBackChoice,
)
from mldb.schemas.registry.search import COUNT_LIMIT, Count
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE
from mldb.values.texts import is_storable


class MLModelAliasService(Hooks, Service):
    """Aliases of models; names that differ by case alone are one, spelt as it was first.

    Models in the trash have no aliases, but their history can be read.
    """

    async def move(self, data: MLModelAliasMove, *, reason: str | None = None) -> MLModelAliasRead:
        """The new assignment, or the current one if the alias points there already.

        Raises:
            NotFoundError: there is no such model or version, or it is in the trash.
            ConflictError: the alias does not point to `data.expected_version`.
        """
        async with self._changing(reason) as change:
            model = await self._model(change.session, data.model_name, lock=True)
            last = await MLModelAliasRepository(change.session).get_last(model.id, data.name)
            check_expected(data.name, _current(last), data.expected_version)
            version = await self._version(change.session, model, data.version)
            return await self._point(change, AuditAction.MOVE_ALIAS, last, version, data)

    async def remove(self, data: MLModelAliasRef, *, reason: str | None = None) -> None:
        """Let the alias point nowhere; its history stays.

        Raises:
            NotFoundError: there is no such model or alias.
            ConflictError: the alias does not point to `data.expected_version`.
        """
        async with self._changing(reason) as change:
            await self._model(change.session, data.model_name, lock=True)
            current = await MLModelAliasRepository(change.session).get_current(
                data.model_name, data.name
            )
            check_expected(data.name, current, data.expected_version)
            if current is None:
                raise await no_alias(change.session, data.model_name, data.name, key=data.name)
            await self._validate_delete(change.session, [current])
            await self._end(change, current)
            await self._record(
                change, AuditAction.REMOVE_ALIAS, current, current.version_number, None
            )

    async def roll_back(
        self, data: MLModelAliasRef, *, to: int | None = None, reason: str | None = None
    ) -> MLModelAliasRead:
        """The new assignment to the version `to`, or else to the version before the current one.

        Versions that it was rolled back from, or moved back from, are skipped: rolling back twice
        leads further back. A removed alias gets its last version back.

        Raises:
            NotFoundError: there is no such model or alias, or that version is gone.
            ConflictError: the alias does not point to `data.expected_version`.
            RuleViolationError: there is no version to go back to, or it never pointed to `to`.
        """
        async with self._changing(reason) as change:
            model = await self._model(change.session, data.model_name, lock=True)
            repository = MLModelAliasRepository(change.session)
            last = await repository.get_last(model.id, data.name)
            current = _current(last)
            check_expected(data.name, current, data.expected_version)
            numbers = await repository.get_numbers(model.id, data.name)
            number = roll_back_target(data.name, numbers, to, is_current=current is not None)
            version = await self._version(change.session, model, number)
            move = MLModelAliasMove(
                model_name=data.model_name,
                name=data.name,
                expected_version=data.expected_version,
                version=number,
            )
            return await self._point(change, AuditAction.ROLL_BACK_ALIAS, last, version, move)

    async def get_roll_back(self, model_name: str, name: str, *, limit: int = 20) -> RollBack:
        """Where the alias can be rolled back to: at most `limit` versions, the newest first.

        Raises:
            NotFoundError: there is no such model, or it never had such an alias.
        """
        check_page(0, limit)
        _check_storable(model_name, name)
        async with self.database.snapshot() as session:
            model = await self._model(session, model_name)
            repository = MLModelAliasRepository(session)
            numbers = await repository.get_numbers(model.id, name)
            latest = await repository.get_latest_of_versions(model.id, name, limit + 1)
        if not latest:
            raise NotFoundError("alias", f"{model_name}@{name}")
        rows = [MLModelAliasRead.model_validate(row) for row in latest]
        points_to = rows[0].version_number if rows[0].ended_at is None else None
        path = path_of(numbers)
        choices = [
            RollBackChoice(row, is_left=row.version_number not in path)
            for row in rows
            if row.version_number != points_to
        ]
        target = default_target(numbers, is_current=points_to is not None)
        return RollBack(rows[0], target, choices[:limit])

    async def get(self, model_name: str, name: str) -> MLModelAliasRead:
        """The current assignment.

        Raises:
            NotFoundError: the alias points nowhere, or there is no such model.
        """
        _check_storable(model_name, name)
        async with self.database.reading() as session:
            row = await MLModelAliasRepository(session).get_current(model_name, name)
            return await _read(session, row, model_name, name)

    async def get_as_of(self, model_name: str, name: str, at: datetime) -> MLModelAliasRead:
        """The assignment that was current at this time.

        Raises:
            NotFoundError: the alias pointed nowhere then, or there is no such model.
            RuleViolationError: the time has no zone.
        """
        at = check_moment(at, "at")
        _check_storable(model_name, name)
        async with self.database.reading() as session:
            row = await MLModelAliasRepository(session).get_as_of(model_name, name, at)
            return await _read(session, row, model_name, name)

    async def get_all(
        self,
        model_name: str,
        *,
        at: datetime | None = None,
        skip: int = 0,
        limit: int = PAGE_SIZE,
    ) -> list[MLModelAliasRead]:
        """Assignments of a model that are current, or were at this time, by alias.

        At most `limit` (1,000).

        Raises:
            NotFoundError: there is no such model.
            RuleViolationError: the time has no zone.
        """
        check_page(skip, limit)
        at = at and check_moment(at, "at")
        async with self.database.snapshot() as session:
            model = await self._model(session, model_name)
            rows = await MLModelAliasRepository(session).get_of_model(model.id, at, skip, limit)
            return [MLModelAliasRead.model_validate(row) for row in rows]

    async def get_all_current(
        self,
        model_ids: Collection[int] | None = None,
        *,
        skip: int = 0,
        limit: int = PAGE_SIZE,
    ) -> list[MLModelAliasRead]:
        """Current assignments, of these models or of all, the latest first.

        At most `limit` (1,000).
        """
        check_page(skip, limit)
        async with self.database.reading() as session:
            repository = MLModelAliasRepository(session)
            rows = await repository.get_current_of_models(model_ids, skip, limit)
            return [MLModelAliasRead.model_validate(row) for row in rows]

    async def get_matrix(
        self,
        *,
        at: datetime | None = None,
        model_name: str | None = None,
        after: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> AliasMatrix:
        """Where aliases pointed at this time, or point now: of all models, by name, or of one.

        At most `limit` (1,000) models, those after `after`. Models without aliases, or in the trash
        now, are left out.

        Raises:
            RuleViolationError: the time has no zone.
        """
        check_page(0, limit)
        at = at and check_moment(at, "at")
        if not is_storable((model_name or "") + (after or "")):
            return AliasMatrix([], [], None)
        async with self.database.snapshot() as session:
            repository = MLModelAliasRepository(session)
            names = await repository.get_names_in_use(at, MATRIX_NAMES + 1)
            models = await repository.get_models_in_use(at, model_name, after, limit + 1)
            shown = models[:limit]
            rows = await repository.get_of_models([model.id for model in shown], at)
        assignments: dict[int, dict[str, MLModelAliasRead]] = {model.id: {} for model in shown}
        for row in rows:
            assignments[row.model_id][row.name] = MLModelAliasRead.model_validate(row)
        return AliasMatrix(
            [row.name for row in names[:MATRIX_NAMES]],
            [AliasMatrixRow(model.name, assignments[model.id]) for model in shown],
            shown[-1].name if len(models) > limit else None,
            int(names[0].total) if names else 0,
            len(names) > MATRIX_NAMES,
        )

    async def get_in_use(self, *, limit: int = PAGE_SIZE) -> InUse:
        """The models that aliases point to, the last moved first, at most `limit` (1,000).

        With all of their aliases, and the numbers of models and aliases in use, counted up to
        10,000 aliases.
        """
        check_page(0, limit)
        async with self.database.reading() as session:
            rows = await MLModelAliasRepository(session).get_in_use(limit, COUNT_LIMIT + 1)
        models: dict[str, ModelInUse] = {}
        for row in rows:
            one = models.setdefault(row.model_name, ModelInUse(row.model_name, []))
            one.assignments.append(MLModelAliasRead.model_validate(row))
        numbers = (rows[0].model_count, rows[0].alias_count) if rows else (0, 0)
        is_more = numbers[1] > COUNT_LIMIT
        counts = (Count(min(number, COUNT_LIMIT), is_more=is_more) for number in numbers)
        return InUse(list(models.values()), *counts)

    async def get_history(
        self,
        model_name: str,
        name: str | None = None,
        *,
        before: int | None = None,
        skip: int = 0,
        limit: int = PAGE_SIZE,
    ) -> list[MLModelAliasRead]:
        """Assignments of one alias, or of all of the model, the newest first, at most `limit`.

        With `before` only those that are older than the one with this id.
        """
        check_page(skip, limit)
        async with self.database.snapshot() as session:
            model = await self._model(session, model_name)
            if name is not None and not is_storable(name):
                return []
            repository = MLModelAliasRepository(session)
            rows = await repository.get_history(model.id, name, before, skip, limit)
            return [MLModelAliasRead.model_validate(row) for row in rows]

    async def _point(
        self,
        change: Change,
        action: AuditAction,
        last: MLModelAlias | None,
        version: MLModelVersion,
        data: MLModelAliasMove,
    ) -> MLModelAliasRead:
        """End the current assignment, if `last` is one, and start the next at that moment."""
        before, name, current = None, data.name, _current(last)
        if current is not None and current.version_id == version.id:
            return MLModelAliasRead.model_validate(current)
        await self._validate_create(change.session, [data])
        if current is not None:
            before, name = current.version_number, current.name
            await self._end(change, current)
        row = await self._start(change, last, version, name)
        await self._record(change, action, row, before, version.number)
        return MLModelAliasRead.model_validate(row)

    async def _start(
        self, change: Change, last: MLModelAlias | None, version: MLModelVersion, name: str
    ) -> MLModelAlias:
        # Spans must not overlap, though clocks are set back and differ between machines.
        started_at = change.at if last is None else max(change.at, last.ended_at or change.at)
        return await MLModelAliasRepository(change.session).add(
            {
                "model": version.model,
                "name": name,
                "version_id": version.id,
                "version_number": version.number,
                "is_current": True,
                "started_at": started_at,
                "started_by": change.actor,
                "start_reason": change.reason,
            }
        )

    async def _end(self, change: Change, row: MLModelAlias) -> None:
        await MLModelAliasRepository(change.session).update(
            row,
            {
                "is_current": None,
                # A clock that was set back must not make the assignment end before it started.
                "ended_at": max(change.at, row.started_at),
                "ended_by": change.actor,
                "end_reason": change.reason,
            },
        )

    async def _record(
        self,
        change: Change,
        action: AuditAction,
        row: MLModelAlias,
        before: int | None,
        after: int | None,
    ) -> None:
        field = f"aliases.{row.name}"
        subject = Subject("model", row.model_id, row.model_name, row.model_id)
        await change.record(action, subject, changes_between({field: before}, {field: after}))

    async def _model(self, session: AsyncSession, name: str, *, lock: bool = False) -> MLModel:
        """The model's row, also from the trash."""
        row = (
            await MLModelRepository(session).get_by_name(name, lock=lock)
            if is_storable(name)
            else None
        )
        if row is None or (lock and not row.is_live):
            raise await no_model(session, name)
        return row

    async def _version(self, session: AsyncSession, model: MLModel, number: int) -> MLModelVersion:
        row = await MLModelVersionRepository(session).get_by_number(model.name, number)
        if row is None or not row.is_live:
            raise NotFoundError("version", f"{model.name}/{number}")
        return row


def _current(last: MLModelAlias | None) -> MLModelAlias | None:
    """The newest assignment, if it is current."""
    return last if last is not None and last.is_current else None


def _check_storable(model_name: str, name: str) -> None:
    if not is_storable(model_name + name):
        raise NotFoundError("alias", f"{model_name}@{name}")


async def _read(
    session: AsyncSession, row: MLModelAlias | None, model_name: str, name: str
) -> MLModelAliasRead:
    if row is None:
        raise await no_alias(session, model_name, name)
    return MLModelAliasRead.model_validate(row)
