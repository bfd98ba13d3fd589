# Generated from mldb/async_db/services/tracking/ml_experiment.py by `make twins`.
"""Experiments."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.orm import Session

from mldb.audit import Subject, prefixed
from mldb.catalogue import EXPERIMENT
from mldb.errors import DuplicateError
from mldb.models import MLExperiment
from mldb.rules.experiment import check_removable, check_renamable
from mldb.rules.run import USES_SHOWN, check_unused
from mldb.schemas import (
    MLExperimentCreate,
    MLExperimentListed,
    MLExperimentRead,
    MLExperimentUpdate,
)
from mldb.schemas.registry.search import Count, SearchPage
from mldb.statements.item import ItemValue
from mldb.statements.search.listing import Listing
from mldb.sync_db.repositories.tracking.ml_experiment import MLExperimentRepository
from mldb.sync_db.repositories.tracking.ml_run import MLRunRepository
from mldb.sync_db.services.change import Change
from mldb.sync_db.services.registry.trash import TrashService
from mldb.sync_db.services.tracking.ml_experiment_tag import MLExperimentTagService
from mldb.values.enums import AuditAction
from mldb.values.limits import PAGE_SIZE
from mldb.values.texts import is_storable

if TYPE_CHECKING:
    from mldb.search.nodes import Query


class MLExperimentService(
    TrashService[MLExperiment, MLExperimentCreate, MLExperimentUpdate, MLExperimentRead]
):
    """Experiments, listed with the newest first.

    The runs of an experiment in the trash are hidden with it. Purging it purges them and everything
    that they logged. The experiment `Default` can't be renamed or removed.
    """

    entity: ClassVar[str] = "experiment"
    repository_type = MLExperimentRepository
    read_schema = MLExperimentRead
    audited_fields: ClassVar[tuple[str, ...]] = EXPERIMENT.audited

    def get_by_name(self, name: str, *, in_trash: bool = False) -> MLExperimentRead:
        """The experiment of this name; with `in_trash` also one that is there.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        with self.database.reading() as session:
            row = None
            if is_storable(name):
                row = MLExperimentRepository(session).get_by_name(name)
            return self._read(row if row and in_trash else self._found(row, name))

    def search(
        self, text: "str | Query" = "", *, cursor: str | None = None, limit: int = PAGE_SIZE
    ) -> SearchPage[MLExperimentListed]:
        """A page of the experiments that the query finds, at most `limit` (1,000), newest first.

        `cursor` came with another page of this search and can be shared, as it does not depend on
        the user; `mldb.search.cursor.END` leads to the last page.

        Raises:
            QuerySyntaxError: the query can't be read.
            RuleViolationError: the cursor is of another search.
        """
        return self._page(_listing(text), MLExperimentListed, cursor, limit)

    def count(self, text: str = "") -> Count:
        """How many experiments the query finds, counted up to 10,000.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return self._count(_listing(text))

    def search_all(self, text: str = "") -> Iterator[Sequence[MLExperimentListed]]:
        """All experiments that the query finds, in pages of 1,000, each read for itself.

        Raises:
            QuerySyntaxError: the query can't be read.
        """
        return self._all(_listing(text), MLExperimentListed)

    def ensure(self, change: Change, name: str) -> None:
        """Create an experiment of this name, if there is none, as a part of another change."""
        if MLExperimentRepository(change.session).get_by_name(name) is None:
            self._create(change, [MLExperimentCreate(name=name)])

    def _create(self, change: Change, data: Sequence[MLExperimentCreate]) -> list[Any]:
        self._validate_create(change.session, data)
        tags = self._service(MLExperimentTagService)
        rows = []
        for one in data:
            values = one.model_dump(exclude={"tags"}) | change.created()
            row = MLExperimentRepository(change.session).add(values)
            tags.add_values(change, [ItemValue(row.id, *tag) for tag in one.tags.items()])
            created = self._audited(row) | prefixed(MLExperimentTagService.prefix, one.tags)
            self._record(change, AuditAction.CREATE, row, {}, created)
            rows.append(row)
        return rows

    def _validate_create(self, session: Session, data: Sequence[MLExperimentCreate]) -> None:
        """A name is given out once; the unique constraint decides races."""
        for one in data:
            _check_free(session, one.name)

    def _validate_update(
        self, session: Session, changes: Sequence[tuple[MLExperiment, MLExperimentUpdate]]
    ) -> None:
        """A name means one experiment."""
        for row, data in changes:
            name = data.model_dump(exclude_unset=True).get("name", row.name)
            if name != row.name:
                check_renamable(row.id)
                _check_free(session, name)

    def _validate_delete(
        self,
        session: Session,  # the hook's signature
        rows: Sequence[MLExperiment],
    ) -> None:
        """Runs that name no experiment need `Default`."""
        for row in rows:
            check_removable(row.id)

    def _before_purge(self, change: Change, row: MLExperiment) -> None:
        """Versions must not lose their origin."""
        repository = MLRunRepository(change.session)
        check_unused(
            "the runs of this experiment",
            repository.versions_from_experiment(row.id, USES_SHOWN + 1),
        )

    def _trashed(self, containing: str = "") -> Listing:
        from mldb.statements.search.trash import trashed_experiments  # noqa: PLC0415  # see SearchService

        return trashed_experiments(containing)

    def _subject(self, row: MLExperiment) -> Subject:
        return Subject(self.entity, row.id, row.label)

    def _is_visible(self, row: MLExperiment) -> bool:
        return row.is_live


def _check_free(session: Session, name: str) -> None:
    row = MLExperimentRepository(session).get_by_name(name)
    if row is not None and row.is_live:
        raise DuplicateError(f"An experiment named {name!r} exists already.", "name")
    if row is not None:
        raise DuplicateError(
            f"An experiment named {name!r} is in the trash. Restore it, or purge it first.", "name"
        )


def _listing(text: "str | Query") -> Listing:
    from mldb.search.fields import ListType  # noqa: PLC0415  # see SearchService
    from mldb.search.parser import parse  # noqa: PLC0415
    from mldb.statements.search.experiments import listed_experiments  # noqa: PLC0415

    return listed_experiments(parse(text, ListType.EXPERIMENTS))
