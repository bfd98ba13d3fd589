"""Registration and lookup of models."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.async_db.repositories.registry.ml_model_name import MLModelNameRepository
from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.services.change import Change
from mldb.async_db.services.registry import naming
from mldb.async_db.services.registry.missing import no_model
from mldb.async_db.services.registry.ml_model_version import MLModelVersionService
from mldb.async_db.services.registry.new_models import add_models
from mldb.async_db.services.registry.owners import check_owners
from mldb.async_db.services.registry.trash import TrashService
from mldb.audit import Subject
from mldb.catalogue import MODEL
from mldb.errors import InUseError, RuleViolationError
from mldb.models import MLModel
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.rules.primary_metric import check_metric_with_goal
from mldb.schemas import MLModelCreate, MLModelListed, MLModelRead, MLModelUpdate
from mldb.schemas.registry.search import Count, SearchPage
from mldb.statements.search.listing import Listing
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT
from mldb.values.texts import is_storable

if TYPE_CHECKING:
    from mldb.search.nodes import Query


class MLModelService(TrashService[MLModel, MLModelCreate, MLModelUpdate, MLModelRead]):
    """Models, listed by name."""

    entity: ClassVar[str] = "model"
    repository_type = MLModelRepository
    read_schema = MLModelRead
    audited_fields: ClassVar[tuple[str, ...]] = MODEL.audited

    async def create_many(
        self, data: Sequence[MLModelCreate], *, reason: str | None = None
    ) -> list[MLModelRead]:
        """The models as stored, in the order given: all or none, up to 1,000.

        Raises:
            RuleViolationError: too many; DuplicateError if one exists already or is given twice,
                which the message and the field name by its position.
        """
        check_batch(len(data))
        async with self._changing(reason) as change:
            return self._read_all(await self._create_many(change, data))

    async def get_by_name(self, name: str) -> MLModelRead:
        """The model of this name.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        async with self.database.reading() as session:
            row = await MLModelRepository(session).get_by_name(name) if is_storable(name) else None
            if row is None or not row.is_live:
                raise await no_model(session, name)
            return self._read(row)

    async def get_matching(
        self, text: str, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[MLModelRead]:
        """Models whose name contains the text in any case, by name, at most `limit` (1,000)."""
        check_page(skip, limit)
        if not is_storable(text):
            return []
        async with self.database.reading() as session:
            return self._read_all(await MLModelRepository(session).get_matching(text, skip, limit))

    async def search(
        self, text: "str | Query" = "", *, cursor: str | None = None, limit: int = PAGE_SIZE
    ) -> SearchPage[MLModelListed]:
        """A page of the models that the query finds, by name, at most `limit` (1,000).

        `cursor` came with another page of this search and can be shared, as it does not depend on
        the user; `mldb.search.cursor.END` leads to the last page.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search.
        """
        return await self._page(_listing(text), MLModelListed, cursor, limit)

    async def count(self, text: str = "") -> Count:
        """How many models the query finds, counted up to 10,000.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return await self._count(_listing(text))

    def search_all(self, text: str = "") -> AsyncIterator[Sequence[MLModelListed]]:
        """All models that the query finds, in pages of 1,000, each read for itself.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return self._all(_listing(text), MLModelListed)

    async def restore_with_versions(
        self, row_id: int, numbers: Collection[int], *, reason: str | None = None
    ) -> MLModelRead:
        """The model, out of the trash again with only these of its versions.

        Its other versions go into the trash, each on its own.

        Raises:
            NotFoundError: the model is not in the trash.
            RuleViolationError: a number is of no version that the model brings back.
        """
        async with self._changing(reason) as change:
            row = await self._trashed_row(change.session, row_id)
            await self._validate_restore(change.session, [row])
            await self._trash_versions_except(change, row, frozenset(numbers))
            await self._set(
                change, row, AuditAction.RESTORE, {"deleted_at": None, "deleted_by": None}
            )
            return self._read(row)

    async def _create(self, change: Change, data: Sequence[MLModelCreate]) -> list[Any]:
        await self._validate_create(change.session, data)
        return await add_models(change, data, self.audited_fields)

    async def _validate_update(
        self, session: AsyncSession, changes: Sequence[tuple[MLModel, MLModelUpdate]]
    ) -> None:
        """A name means one model, an owner is somebody; a goal belongs to a primary metric."""
        await check_owners(
            session, [data.owner for row, data in changes if _names_other_owner(row, data)]
        )
        for row, data in changes:
            given = data.model_dump(exclude_unset=True)
            if given.get("name", row.name) != row.name:
                await naming.validate_rename(session, given["name"])
            check_metric_with_goal(
                given.get("primary_metric", row.primary_metric),
                given.get("primary_metric_goal", row.primary_metric_goal),
            )

    async def _validate_delete(self, session: AsyncSession, rows: Sequence[MLModel]) -> None:
        """A model with an alias is in use."""
        aliases = MLModelAliasRepository(session)
        for row in rows:
            current = await aliases.get_of_model(row.id, None, 0, PAGE_SIZE_LIMIT)
            if current:
                named = ", ".join(f"{one.name} (version {one.version_number})" for one in current)
                raise InUseError(
                    f"Aliases point to versions of {row.name!r}: {named}. Remove them first."
                )

    async def _set(
        self, change: Change, row: MLModel, action: AuditAction, values: dict[str, Any]
    ) -> None:
        if values.get("name", row.name) != row.name:
            await naming.rename(change, row, values["name"])
        await super()._set(change, row, action, values)

    async def _before_purge(self, change: Change, row: MLModel) -> None:
        """The next model of this name continues its version numbers."""
        names = MLModelNameRepository(change.session)
        await names.give_up(row.name, row.last_version_number)

    async def _trash_versions_except(
        self, change: Change, model: MLModel, kept: frozenset[int]
    ) -> None:
        versions = await MLModelVersionRepository(change.session).get_untrashed(model.id)
        unknown = kept - {version.number for version in versions}
        if unknown:
            listed = ", ".join(str(number) for number in sorted(unknown))
            raise RuleViolationError(
                f"{model.name!r} would not bring back version {listed}: it does not exist or was "
                "moved to the trash on its own.",
                "numbers",
            )
        trashed = [version for version in versions if version.number not in kept]
        await self._service(MLModelVersionService).trash(change, trashed)

    def _trashed(self, containing: str = "") -> Listing:
        from mldb.statements.search.trash import trashed_models  # noqa: PLC0415  # see SearchService

        return trashed_models(containing)

    def _subject(self, row: MLModel) -> Subject:
        return Subject(self.entity, row.id, row.label, row.id)

    def _is_visible(self, row: MLModel) -> bool:
        return row.is_live


def _names_other_owner(row: MLModel, data: MLModelUpdate) -> bool:
    return "owner" in data.model_fields_set and data.owner not in {None, row.owner}


def _listing(text: "str | Query") -> Listing:
    from mldb.search.fields import ListType  # noqa: PLC0415  # see SearchService
    from mldb.search.parser import parse  # noqa: PLC0415
    from mldb.statements.search.models import listed_models  # noqa: PLC0415

    return listed_models(parse(text, ListType.MODELS))
