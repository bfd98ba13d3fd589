"""One thing with all that belongs to it, as programs ask for it: in few statements."""

from datetime import datetime
from typing import Any, Final

from mldb.async_db.repositories.registry.overview import OverviewRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.missing import no_alias, no_model, no_version
from mldb.rules.arguments import check_moment
from mldb.rules.overview import by_name, parts_of_versions
from mldb.schemas import MLModelAliasDetail, MLModelDetail, MLModelVersionDetail
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT
from mldb.values.texts import is_storable

_KINDS: Final = ("metrics", "params", "tags")


class DetailService(Service):
    """A model, a version, an alias: each read whole.

    A version and its items are two statements, without a transaction, which would cost as much
    again: of what is recorded in between, the items tell already.
    """

    async def get_model(self, name: str) -> MLModelDetail:
        """The model of this name.

        Raises:
            NotFoundError: there is none, or it lies in the trash.
        """
        row = None
        async with self.database.reading() as session:
            if is_storable(name):
                row = await OverviewRepository(session).model_with_aliases(name)
            if row is None:
                raise await no_model(session, name)
        columns = row._asdict() | {
            "tags": by_name(row.tags),
            "aliases": by_name(row.aliases),
        }
        return MLModelDetail.model_validate(columns)

    async def get_version(self, model_name: str, number: int) -> MLModelVersionDetail:
        """The version of this model with this number.

        Raises:
            NotFoundError: there is none, or it or its model lies in the trash.
        """
        row = None
        async with self.database.reading() as session:
            repository = OverviewRepository(session)
            if is_storable(model_name) and 0 < number <= MAX_ID:
                row = await repository.version_by_number(model_name, number)
            if row is None:
                raise await no_version(session, model_name, number)
            return await _version(repository, row._asdict())

    async def get_alias(
        self, model_name: str, name: str, *, at: datetime | None = None
    ) -> MLModelAliasDetail:
        """Where the alias points, or pointed at this time, with the version as it is now.

        Raises:
            NotFoundError: it points nowhere, or pointed nowhere then, or there is no such model.
            RuleViolationError: the time has no zone.
        """
        at = at and check_moment(at, "at")
        found = version = None
        async with self.database.reading() as session:
            repository = OverviewRepository(session)
            if is_storable(model_name + name):
                found = await repository.assignment(model_name, name, at)
            if found is None:
                raise await no_alias(session, model_name, name)
            assignment, columns = found
            if columns["id"] is not None:
                version = await _version(repository, columns | {"model_name": model_name})
        return MLModelAliasDetail.model_validate(assignment | {"version": version})


async def _version(repository: OverviewRepository, columns: dict[str, Any]) -> MLModelVersionDetail:
    """The version with these columns, and what it has."""
    row_id = columns["id"]
    items = await repository.all_items_of_versions([row_id], PAGE_SIZE_LIMIT + 1)
    parts: dict[str, Any] = parts_of_versions([row_id], items)[row_id]
    cut = [kind for kind in _KINDS if len(parts[kind]) > PAGE_SIZE_LIMIT]
    for kind in cut:
        parts[kind].popitem()
    return MLModelVersionDetail.model_validate(columns | parts | {"cut": cut})
