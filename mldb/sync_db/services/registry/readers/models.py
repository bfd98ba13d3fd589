# Generated from mldb/async_db/services/registry/readers/models.py by `make twins`.
"""Models together with their aliases, tags and metrics."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Row

from mldb.rules.batch import check_batch
from mldb.schemas import (
    MLModelAliasCurrent,
    MLModelAliasRead,
    MLModelDetail,
    MLModelOverview,
    MLModelRead,
    MLModelTrend,
    TrendPoint,
)
from mldb.sync_db.repositories.registry.readers.models import MLModelReaderRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.registry.missing import no_model
from mldb.sync_db.services.registry.readers.item_names import NAMES_LIMIT
from mldb.values.limits import MAX_ID, PAGE_SIZE_LIMIT
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable

_NEWEST_VERSIONS: Final = 1_000


class MLModelReader(Service):
    """Reads live models, each in a few statements."""

    def get(self, name: str) -> MLModelDetail:
        """The model of this name.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        row = None
        with self.database.reading() as session:
            if is_storable(name):
                row = MLModelReaderRepository(session).get_with_aliases(name)
            if row is None:
                raise no_model(session, name)
        return MLModelDetail.model_validate(row)

    def get_overview(self, name: str) -> MLModelOverview:
        """The model of this name with the content of its page.

        Raises:
            NotFoundError: there is none, or it is in the trash.
        """
        with self.database.snapshot() as session:
            repository, row = MLModelReaderRepository(session), None
            if is_storable(name):
                row = repository.get_with_best(name, versions=_NEWEST_VERSIONS, limit=NAMES_LIMIT)
            if row is None:
                raise no_model(session, name)
            aliases = repository.get_current_aliases(row.id)
        numbers = {alias.name: alias.version_number for alias in aliases}
        return MLModelOverview.model_construct(
            model=MLModelDetail.model_validate(row._asdict() | {"aliases": numbers}),
            aliases=[MLModelAliasCurrent.model_validate(alias) for alias in aliases],
            metric_names=_primary_first(row.primary_metric, sorted(row.metric_names or {})),
            best_value=row.best_value,
            best_number=row.best_number,
        )

    def get_ids(self, names: Sequence[str]) -> dict[str, int]:
        """Ids of the live models with these names, for up to 1,000, by name.

        Raises:
            RuleViolationError: too many names.
        """
        check_batch(len(names))
        storable = [spelling(name) for name in names if is_storable(name)]
        with self.database.reading() as session:
            return dict(MLModelReaderRepository(session).get_ids(storable))

    def get_trend(self, model_name: str, metric: str, *, before: int | None = None) -> MLModelTrend:
        """A metric over the model's versions, and the assignments of its aliases.

        Of more than 1,000 versions the newest, or the newest with a number below `before`.

        Raises:
            NotFoundError: there is no such model, or it is in the trash.
        """
        with self.database.snapshot() as session:
            repository, row = MLModelReaderRepository(session), None
            if is_storable(model_name):
                row = repository.get_with_best(model_name)
            if row is None:
                raise no_model(session, model_name)
            points: Sequence[Any] = []
            if is_storable(metric):
                below = MAX_ID if before is None else max(min(before, MAX_ID), 0)
                points = repository.get_trend(row.id, metric, below, PAGE_SIZE_LIMIT + 1)
            assignments = repository.get_assignments(row.id, PAGE_SIZE_LIMIT)
        return _trend(row, metric, points, assignments)


def _trend(
    row: Row[Any], metric: str, points: Sequence[Any], assignments: Sequence[Row[Any]]
) -> MLModelTrend:
    newest = points[:PAGE_SIZE_LIMIT]
    return MLModelTrend.model_construct(
        model=MLModelRead.model_validate(row),
        metric=metric,
        points=[TrendPoint.model_construct(**point._asdict()) for point in reversed(newest)],
        has_older=len(points) > PAGE_SIZE_LIMIT,
        best=_best(row, metric),
        assignments=[MLModelAliasRead.model_validate(one) for one in assignments],
    )


def _best(row: Row[Any], metric: str) -> TrendPoint | None:
    if row.best_id is None or row.primary_metric != metric:
        return None
    return TrendPoint.model_construct(
        number=row.best_number, value=row.best_value, created_at=row.best_created_at
    )


def _primary_first(primary: str | None, names: Iterable[str]) -> list[str]:
    """The primary metric, recorded or not, then the other names."""
    first = [primary] if primary else []
    return [*first, *(name for name in names if name != primary)]
