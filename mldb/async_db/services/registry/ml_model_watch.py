"""Stars and watches of models."""

from datetime import UTC, datetime
from typing import Any

from mldb.async_db.repositories.registry.ml_model_watch import MLModelWatchRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.missing import no_model
from mldb.rules.paging import check_page
from mldb.rules.watch import check_room
from mldb.schemas import MLModelWatchChanges, MLModelWatchRead, MLModelWatchState
from mldb.values.limits import PAGE_SIZE
from mldb.values.texts import is_storable


class MLModelWatchService(Service):
    """Which models somebody stars and watches.

    That is everybody's own and says nothing about the registry, so it is not audited.
    """

    async def get_state(self, user_id: int, model_name: str) -> MLModelWatchState:
        """Whether a staff user stars and watches a model, and how many do.

        Raises:
            NotFoundError: there is no such model, or it is in the trash.
        """
        row = None
        async with self.database.reading() as session:
            if is_storable(model_name):
                row = await MLModelWatchRepository(session).get_state(user_id, model_name)
            if row is None:
                raise await no_model(session, model_name)
        return _state(row)

    async def get_of_user(
        self, user_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[MLModelWatchRead]:
        """Live models that a staff user stars or watches, at most `limit` (1,000).

        The starred first, then by name.
        """
        check_page(skip, limit)
        async with self.database.reading() as session:
            rows = await MLModelWatchRepository(session).get_of_user(user_id, skip, limit)
        return [MLModelWatchRead.model_validate(row) for row in rows]

    async def change(
        self, user_id: int, model_name: str, data: MLModelWatchChanges
    ) -> MLModelWatchState:
        """The state after the change; what is left out stays as it is.

        Raises:
            NotFoundError: there is no such model or user, or the model is in the trash.
            RuleViolationError: the user has too many.
        """
        async with self.database.writing() as session:
            repository, row = MLModelWatchRepository(session), None
            if is_storable(model_name):
                row = await repository.get_state(user_id, model_name)
            if row is None:
                raise await no_model(session, model_name)
            await _set(repository, user_id, row.model_id, data.model_dump(exclude_unset=True))
            return _state(await repository.get_state(user_id, model_name))


async def _set(
    repository: MLModelWatchRepository, user_id: int, model_id: int, given: dict[str, Any]
) -> None:
    watch = await repository.get_one(user_id, model_id)
    before = {name: bool(watch and getattr(watch, name)) for name in ("is_starred", "is_watched")}
    flags = before | given
    if watch is not None and not any(flags.values()):
        await repository.delete(watch)
    elif watch is not None:
        await repository.update(watch, flags)
    elif any(flags.values()):
        check_room(await repository.count_of_user(user_id))
        now = datetime.now(UTC)
        await repository.add({"user_id": user_id, "model_id": model_id, "created_at": now} | flags)


def _state(row: Any) -> MLModelWatchState:
    return MLModelWatchState(
        is_starred=bool(row.is_starred),
        is_watched=bool(row.is_watched),
        star_count=row.star_count,
        watch_count=row.watch_count,
    )
