# Generated from mldb/async_db/services/registry/ml_model_version.py by `make twins`.
"""Registration and lookup of versions."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.orm import Session

from mldb.audit import Subject
from mldb.catalogue import VERSION
from mldb.errors import InUseError, NotFoundError, RuleViolationError
from mldb.models import MLModel, MLModelVersion
from mldb.rules.arguments import check_moment
from mldb.rules.artifact import check_without_files, reopens
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas import (
    MLModelVersionCreate,
    MLModelVersionRead,
    MLModelVersionUpdate,
    Owner,
    RankedVersion,
    RegisterFromRun,
)
from mldb.schemas.registry.search import Count, SearchPage
from mldb.statements.search.listing import Listing
from mldb.sync_db.repositories.artifacts.ml_artifact import MLArtifactRepository
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.repositories.registry.ml_model_alias import MLModelAliasRepository
from mldb.sync_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.sync_db.services.artifacts.ml_artifact import MLArtifactService
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.registry.from_run import (
    origin_of_logged_model,
    origin_of_version,
    version_from_run,
)
from mldb.sync_db.services.registry.missing import no_model, no_version
from mldb.sync_db.services.registry.new_versions import ITEMS, NO_ORIGIN, Origin, add_versions
from mldb.sync_db.services.registry.trash import TrashService
from mldb.values.enums import Goal
from mldb.values.limits import PAGE_SIZE
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

if TYPE_CHECKING:
    from mldb.search.nodes import Query


class MLModelVersionService(
    TrashService[MLModelVersion, MLModelVersionCreate, MLModelVersionUpdate, MLModelVersionRead]
):
    """Versions, listed with the newest first."""

    entity: ClassVar[str] = "version"
    repository_type = MLModelVersionRepository
    read_schema = MLModelVersionRead
    audited_fields: ClassVar[tuple[str, ...]] = VERSION.audited

    def create_many(
        self, data: Sequence[MLModelVersionCreate], *, reason: str | None = None
    ) -> list[MLModelVersionRead]:
        """The versions as stored, in the order given: all or none, up to 1,000.

        Each gets the next number of its model. With them their parameters, metrics and tags are
        stored, as fast as the database takes them.

        Raises:
            RuleViolationError: too many.
            NotFoundError: a model does not exist or is in the trash; it says for which version.
        """
        check_batch(len(data))
        with self._changing(reason) as change:
            return self._read_all(self._create_many(change, data))

    def register_from_run(
        self, public_id: str, data: RegisterFromRun, *, reason: str | None = None
    ) -> MLModelVersionRead:
        """The version as stored, with chosen metrics and parameters of the run.

        Its source is the logged model, or the run, if no other is given.

        Raises:
            NotFoundError: the run or the model doesn't exist, or is in the trash.
            RuleViolationError: the run has no such logged model, metric or parameter, or the chosen
                value of a metric is not finite.
        """
        with self._changing(reason) as change:
            version, origin = version_from_run(change.session, public_id, data)
            (row,) = self._add_versions(change, [version], origin)
            return self._read(row)

    def register_from_logged_model(
        self, public_id: str, data: MLModelVersionCreate, *, reason: str | None = None
    ) -> MLModelVersionRead:
        """The version as stored, which keeps the files of a logged model, of a run or of none.

        Raises:
            NotFoundError: there is no such logged model, or the model doesn't exist; or one is in
                the trash.
        """
        with self._changing(reason) as change:
            origin = origin_of_logged_model(change.session, public_id)
            (row,) = self._add_versions(change, [data], origin)
            return self._read(row)

    def register_copy(
        self, model_name: str, number: int, data: MLModelVersionCreate, *, reason: str | None = None
    ) -> MLModelVersionRead:
        """The version as stored, which comes from where this version comes from, with its files.

        Raises:
            NotFoundError: there is no such version, or the model doesn't exist; or one is in the
                trash.
        """
        with self._changing(reason) as change:
            copied = self._live_version(change.session, model_name, number)
            origin = origin_of_version(change.session, copied)
            (row,) = self._add_versions(change, [data], origin)
            return self._read(row)

    def download(self, model_name: str, number: int, to: Path | str) -> list[Path]:
        """Copy the version's files into a folder of this machine; see `MLArtifactService`.

        Raises:
            NotFoundError: there is no such version, or it is in the trash.
            StorageError: something can't be read or written, or a digest is wrong; the message
                names the file.
        """
        artifacts = MLArtifactService(self.database, actor=self.actor, via=self.via)
        return artifacts.download(Owner.version(model_name, number), to)

    def get_by_number(self, model_name: str, number: int) -> MLModelVersionRead:
        """The version of this model with this number.

        Raises:
            NotFoundError: there is none, or it or its model is in the trash.
        """
        with self.database.reading() as session:
            return self._read(self._live_version(session, model_name, number))

    def get_of_model(
        self, model_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[MLModelVersionRead]:
        """Versions of one model, the highest number first, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            repository = MLModelVersionRepository(session)
            return self._read_all(repository.get_of_model(model_id, skip, limit))

    def search(
        self,
        text: "str | Query" = "",
        *,
        model_name: str | None = None,
        at: datetime | None = None,
        cursor: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> SearchPage[MLModelVersionRead]:
        """A page of the versions that the query finds, at most `limit` (1,000), the newest first.

        Of the model of this name, if one is given; of a model that doesn't exist there are none.
        With `at` they are those that existed at this time, registered by then and moved to the
        trash later or never, with the values that they have now.

        `cursor` came with another page of this search and can be shared, as it does not depend on
        the user; `mldb.search.cursor.END` leads to the last page.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search, or the time has no zone.
        """
        return self._page(_listing(text, model_name, at), self.read_schema, cursor, limit)

    def count(
        self, text: str = "", *, model_name: str | None = None, at: datetime | None = None
    ) -> Count:
        """How many versions the query finds, counted up to 10,000.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the time has no zone.
        """
        return self._count(_listing(text, model_name, at))

    def search_all(
        self, text: str = "", *, model_name: str | None = None, at: datetime | None = None
    ) -> Iterator[Sequence[MLModelVersionRead]]:
        """All versions that the query finds, in pages of 1,000, each read for itself.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the time has no zone.
        """
        return self._all(_listing(text, model_name, at), self.read_schema)

    def get_ranked(
        self, model_name: str, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[RankedVersion]:
        """Versions that have the model's primary metric, the best first, at most `limit` (1,000).

        Of versions that are equally good the newer comes first.

        Raises:
            NotFoundError: there is no such model, or it is in the trash.
            RuleViolationError: the model has no primary metric.
        """
        check_page(skip, limit)
        with self.database.snapshot() as session:
            model = self._model(session, model_name)
            if model.primary_metric is None or model.primary_metric_goal is None:
                raise RuleViolationError(
                    f"{model_name!r} has no primary metric to rank by. Set one.", "primary_metric"
                )
            ranked = MLModelVersionRepository(session).ranked(
                model.id, model.primary_metric, Goal(model.primary_metric_goal), skip, limit
            )
            return [RankedVersion.model_validate(row) for row in ranked]

    def get_best(
        self,
        metric: str,
        goal: Goal,
        text: str = "",
        *,
        model_name: str | None = None,
        at: datetime | None = None,
    ) -> RankedVersion | None:
        """The best by this metric of the versions that the query finds; None if none has it.

        Versions in the trash don't count; of equally good ones the newer is the best. With `at`
        only versions that existed at this time are compared.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the time has no zone.
        """
        ids = _listing(text, model_name, at).ids
        if not is_storable(metric):
            return None
        with self.database.reading() as session:
            row = MLModelVersionRepository(session).best_of(
                ids, metric, goal, is_past=at is not None
            )
        return None if row is None else RankedVersion.model_validate(row)

    def trash(self, change: Change, rows: Sequence[MLModelVersion]) -> None:
        """Move versions to the trash as a part of a change of their model.

        Raises:
            InUseError: an alias points to one of them.
        """
        self._validate_delete(change.session, rows)
        for row in rows:
            self._remove(change, row)

    def _create(self, change: Change, data: Sequence[MLModelVersionCreate]) -> list[Any]:
        return self._add_versions(change, data)

    def _add_versions(
        self, change: Change, data: Sequence[MLModelVersionCreate], origin: Origin = NO_ORIGIN
    ) -> list[Any]:
        self._validate_create(change.session, data)
        items = {field: self._service(service_type) for field, service_type in ITEMS.items()}
        return add_versions(change, data, items, self.audited_fields, origin)

    def _validate_update(
        self, session: Session, changes: Sequence[tuple[MLModelVersion, MLModelVersionUpdate]]
    ) -> None:
        """Files never change once the version isn't pending any more."""
        artifacts = MLArtifactRepository(session)
        for row, data in changes:
            if reopens(row.status, data.status):
                check_without_files(has_files=artifacts.has_any("version_id", row.id))

    def _validate_delete(self, session: Session, rows: Sequence[MLModelVersion]) -> None:
        """A version with an alias is in use."""
        aliases = MLModelAliasRepository(session)
        for model_id in sorted({row.model_id for row in rows}):
            MLModelRepository(session).get(model_id, lock=True)
        for row in rows:
            current = aliases.get_current_of_version(row.id)
            if current:
                named = ", ".join(alias.name for alias in current)
                raise InUseError(
                    f"{row.label} is in use as {named}. Move or remove the alias first."
                )

    def _validate_restore(self, session: Session, rows: Sequence[MLModelVersion]) -> None:
        """A version can't be visible in a model that is not."""
        for row in rows:
            if not row.model.is_live:
                raise RuleViolationError(
                    f"Restore the model {row.model_name!r} first.", "model_name"
                )

    def _before_purge(self, change: Change, row: MLModelVersion) -> None:
        """Aliases that once pointed to it keep its number in their history."""
        MLModelAliasRepository(change.session).forget_version(row.id)

    def _live_version(self, session: Session, model_name: str, number: int) -> MLModelVersion:
        if not is_storable(model_name):
            raise NotFoundError(self.entity, f"{model_name}/{number}")
        row = MLModelVersionRepository(session).get_by_number(model_name, number)
        if row is None or not row.is_live:
            raise no_version(session, model_name, number)
        return row

    def _model(self, session: Session, name: str) -> MLModel:
        row = MLModelRepository(session).get_by_name(name) if is_storable(name) else None
        if row is None or not row.is_live:
            raise no_model(session, name)
        return row

    def _trashed(self, containing: str = "") -> Listing:
        from mldb.statements.search.trash import trashed_versions  # noqa: PLC0415  # see SearchService

        return trashed_versions(containing)

    def _subject(self, row: MLModelVersion) -> Subject:
        return Subject(self.entity, row.id, row.label, row.model_id)

    def _is_visible(self, row: MLModelVersion) -> bool:
        return row.is_live


def _listing(text: "str | Query", model_name: str | None, at: datetime | None) -> Listing:
    from mldb.search.fields import ListType  # noqa: PLC0415  # see SearchService
    from mldb.search.parser import parse  # noqa: PLC0415
    from mldb.statements.search.versions import listed_versions  # noqa: PLC0415

    moment = at and check_moment(at, "at")
    name = model_name and spelling(model_name)
    return listed_versions(parse(text, ListType.VERSIONS), name, moment)
