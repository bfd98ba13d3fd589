"""Reading aliases: current and past assignments."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.missing import no_alias, no_model
from mldb.errors import NotFoundError
from mldb.models import MLModel, MLModelAlias
from mldb.rules.alias import MATRIX_NAMES, default_target, path_of
from mldb.rules.arguments import check_moment
from mldb.rules.paging import check_page
from mldb.schemas import (
    AliasMatrix,
    AliasMatrixRow,
    InUse,
    MLModelAliasRead,
    ModelInUse,
    RollBack,
    RollBackChoice,
)
from mldb.schemas.registry.search import COUNT_LIMIT, Count
from mldb.statements.registry.ml_model_alias import models_in_use
from mldb.values.limits import PAGE_SIZE
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable


class AssignmentReader(Service):
    """Reads assignments of aliases.

    Models in the trash have no aliases, but their history can be read.
    """

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
        containing: str = "",
        alias: str = "",
        after: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> AliasMatrix:
        """Where aliases pointed at this time, or point now: of all models, by name, or of one.

        At most `limit` (1,000) models, those after `after`. Models without aliases, or in the trash
        now, are left out, and so are those without `containing` in their name or that of one of
        these aliases, and those without the alias called `alias`.

        Raises:
            RuleViolationError: the time has no zone.
        """
        check_page(0, limit)
        at = at and check_moment(at, "at")
        if not is_storable("".join((model_name or "", containing, alias, after or ""))):
            return AliasMatrix([], [], None)
        found = models_in_use(
            at,
            model_name=model_name and spelling(model_name),
            containing=containing,
            alias=alias,
        )
        async with self.database.snapshot() as session:
            repository = MLModelAliasRepository(session)
            names = await repository.get_names_in_use(at, MATRIX_NAMES + 1)
            models = await repository.get_models_in_use(found, after, limit + 1)
            shown = models[:limit]
            rows = await repository.get_of_models([model.id for model in shown], at)
            number = len(shown)
            if after is not None or len(models) > limit:
                number = await repository.count_models_in_use(found, COUNT_LIMIT + 1)
        return AliasMatrix(
            [row.name for row in names[:MATRIX_NAMES]],
            _matrix_rows(shown, rows),
            shown[-1].name if len(models) > limit else None,
            int(names[0].total) if names else 0,
            len(names) > MATRIX_NAMES,
            {row.name: row.number for row in names[:MATRIX_NAMES]},
            Count(min(number, COUNT_LIMIT), is_more=number > COUNT_LIMIT),
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


def _check_storable(model_name: str, name: str) -> None:
    if not is_storable(model_name + name):
        raise NotFoundError("alias", f"{model_name}@{name}")


async def _read(
    session: AsyncSession, row: MLModelAlias | None, model_name: str, name: str
) -> MLModelAliasRead:
    if row is None:
        raise await no_alias(session, model_name, name)
    return MLModelAliasRead.model_validate(row)


def _matrix_rows(models: Sequence[Any], assignments: Sequence[Any]) -> list[AliasMatrixRow]:
    rows: dict[int, dict[str, MLModelAliasRead]] = {model.id: {} for model in models}
    for row in assignments:
        rows[row.model_id][row.name] = MLModelAliasRead.model_validate(row)
    return [AliasMatrixRow(model.name, rows[model.id]) for model in models]
