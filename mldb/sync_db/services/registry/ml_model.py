# Generated from mldb/async_db/services/registry/ml_model.py by `make twins`.
"""Registration and lookup of models."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.orm import Session

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
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.sync_db.repositories.registry.ml_model_name import MLModelNameRepository
from mldb.sync_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.registry import naming
from mldb.sync_db.services.registry.missing import no_model
from mldb.sync_db.services.registry.ml_model_version import MLModelVersionService
from mldb.sync_db.services.registry.new_models import add_models
from mldb.sync_db.services.registry.owners import check_owners
from mldb.sync_db.services.registry.trash import TrashService
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

    def create_many(
        self, data: Sequence[MLModelCreate], *, reason: str | None = None
    ) -> list[MLModelRead]:
        """The models as stored, in the order given: all or none, up to 1,000.

        Raises:
            RuleViolationError: too many; DuplicateError if one exists already or is given twice,
                which the message and the field name by its position.
        """
        check_batch(len(data))
        with self._changing(reason) as change:
            return self._read_all(self._create_many(change, data))

    def get_by_name(self, name: str) -> MLModelRead:
        """The model of this name.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        with self.database.reading() as session:
            row = MLModelRepository(session).get_by_name(name) if is_storable(name) else None
            if row is None or not row.is_live:
                raise no_model(session, name)
            return self._read(row)

    def get_matching(
        self, text: str, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[MLModelRead]:
        """Models whose name contains the text in any case, by name, at most `limit` (1,000)."""
        check_page(skip, limit)
        if not is_storable(text):
            return []
        with self.database.reading() as session:
            return self._read_all(MLModelRepository(session).get_matching(text, skip, limit))

    def search(
        self, text: "str | Query" = "", *, cursor: str | None = None, limit: int = PAGE_SIZE
    ) -> SearchPage[MLModelListed]:
        """A page of the models that the query finds, by name, at most `limit` (1,000).

        `cursor` came with another page of this search and can be shared, as it does not depend on
        the user; `mldb.search.cursor.END` leads to the last page.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search.
        """
        return self._page(_listing(text), MLModelListed, cursor, limit)

    def count(self, text: str = "") -> Count:
        """How many models the query finds, counted up to 10,000.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return self._count(_listing(text))

    def search_all(self, text: str = "") -> Iterator[Sequence[MLModelListed]]:
        """All models that the query finds, in pages of 1,000, each read for itself.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return self._all(_listing(text), MLModelListed)

    def restore_with_versions(
        self, row_id: int, numbers: Collection[int], *, reason: str | None = None
    ) -> MLModelRead:
        """The model, out of the trash again with only these of its versions.

        Its other versions go into the trash, each on its own.

        Raises:
            NotFoundError: the model is not in the trash.
            RuleViolationError: a number is of no version that the model brings back.
        """
        with self._changing(reason) as change:
            row = self._trashed_row(change.session, row_id)
            self._validate_restore(change.session, [row])
            self._trash_versions_except(change, row, frozenset(numbers))
            self._set(change, row, AuditAction.RESTORE, {"deleted_at": None, "deleted_by": None})
            return self._read(row)

    def _create(self, change: Change, data: Sequence[MLModelCreate]) -> list[Any]:
        self._validate_create(change.session, data)
        return add_models(change, data, self.audited_fields)

    def _validate_update(
        self, session: Session, changes: Sequence[tuple[MLModel, MLModelUpdate]]
    ) -> None:
        """A name means one model, an owner is somebody; a goal belongs to a primary metric."""
        check_owners(
            session, [data.owner for row, data in changes if _names_other_owner(row, data)]
        )
        for row, data in changes:
            given = data.model_dump(exclude_unset=True)
            if given.get("name", row.name) != row.name:
                naming.validate_rename(session, given["name"])
            check_metric_with_goal(
                given.get("primary_metric", row.primary_metric),
                given.get("primary_metric_goal", row.primary_metric_goal),
            )

    def _validate_delete(self, session: Session, rows: Sequence[MLModel]) -> None:
        """A model with an alias is in use."""
        aliases = MLModelAliasRepository(session)
        for row in rows:
            current = aliases.get_of_model(row.id, None, 0, PAGE_SIZE_LIMIT)
            if current:
                named = ", ".join(f"{one.name} (version {one.version_number})" for one in current)
                raise InUseError(
                    f"Aliases point to versions of {row.name!r}: {named}. Remove them first."
                )

    def _set(
        self, change: Change, row: MLModel, action: AuditAction, values: dict[str, Any]
    ) -> None:
        if values.get("name", row.name) != row.name:
            naming.rename(change, row, values["name"])
        super()._set(change, row, action, values)

    def _before_purge(self, change: Change, row: MLModel) -> None:
        """The next model of this name continues its version numbers."""
        names = MLModelNameRepository(change.session)
        names.give_up(row.name, row.last_version_number)

    def _trash_versions_except(self, change: Change, model: MLModel, kept: frozenset[int]) -> None:
        versions = MLModelVersionRepository(change.session).get_untrashed(model.id)
        unknown = kept - {version.number for version in versions}
        if unknown:
            listed = ", ".join(str(number) for number in sorted(unknown))
            raise RuleViolationError(
                f"{model.name!r} would not bring back version {listed}: it does not exist or was "
                "moved to the trash on its own.",
                "numbers",
            )
        trashed = [version for version in versions if version.number not in kept]
        self._service(MLModelVersionService).trash(change, trashed)

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
