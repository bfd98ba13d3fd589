"""Aliases: moving, removing and rolling back."""

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.services.change import Change
from mldb.async_db.services.hooks import Hooks
from mldb.async_db.services.registry.assignment_reader import AssignmentReader
from mldb.async_db.services.registry.missing import no_alias
from mldb.audit import Subject, changes_between
from mldb.errors import NotFoundError
from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.rules.alias import check_expected, roll_back_target
from mldb.schemas import MLModelAliasMove, MLModelAliasRead, MLModelAliasRef
from mldb.values.enums import AuditAction


class MLModelAliasService(Hooks, AssignmentReader):
    """Aliases of models; names that differ by case alone are one, spelt as it was first.

    The hook for new assignments gets `MLModelAliasMove`s.
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

    async def _version(self, session: AsyncSession, model: MLModel, number: int) -> MLModelVersion:
        row = await MLModelVersionRepository(session).get_by_number(model.name, number)
        if row is None or not row.is_live:
            raise NotFoundError("version", f"{model.name}/{number}")
        return row


def _current(last: MLModelAlias | None) -> MLModelAlias | None:
    """The newest assignment, if it is current."""
    return last if last is not None and last.is_current else None
