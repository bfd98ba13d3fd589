"""Registration of versions: numbers, rows, items and audit events, in few statements for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.services.change import Change
from mldb.async_db.services.item import ItemService
from mldb.async_db.services.registry.missing import no_model
from mldb.async_db.services.registry.ml_metric import MLMetricService
from mldb.async_db.services.registry.ml_model_version_param import MLModelVersionParamService
from mldb.async_db.services.registry.ml_model_version_tag import MLModelVersionTagService
from mldb.async_db.services.registry.pinned_files import PinnedFiles, pin
from mldb.audit import Subject, prefixed
from mldb.rules.batch import about_item
from mldb.schemas import MLModelVersionCreate
from mldb.statements.item import ItemValue

Row = dict[str, Any]
Items = ItemService[Any, Any, Any, Any]

ITEMS: Final[dict[str, type[Items]]] = {
    "params": MLModelVersionParamService,
    "metrics": MLMetricService,
    "tags": MLModelVersionTagService,
}
"""The items that are given with a version, by its field."""

_OF_OTHERS: Final = frozenset({"model_name", "run_public_id", "logged_model_public_id"})
"""Columns of other tables that readers of a version need."""

_ORIGINS: Final = ("run_id", "run_public_id", "logged_model_id", "logged_model_public_id")


@dataclass(frozen=True, slots=True)
class Origin:
    """The run and the logged model that a version comes from, and files that it takes over.

    Of both the id here, and the id for people.
    """

    run_id: int | None = None
    run_public_id: str | None = None
    logged_model_id: int | None = None
    logged_model_public_id: str | None = None
    files: PinnedFiles | None = None

    @property
    def columns(self) -> Row:
        """Columns of a version that comes from them."""
        return {name: getattr(self, name) for name in _ORIGINS}

    @property
    def audited(self) -> Row:
        """What the audit records of it."""
        return {
            "run_public_id": self.run_public_id,
            "logged_model_public_id": self.logged_model_public_id,
            "files": None if self.files is None else self.files.summary,
        }


NO_ORIGIN: Final = Origin()


async def add_versions(
    change: Change,
    data: Sequence[MLModelVersionCreate],
    items: Mapping[str, Items],
    audited: Sequence[str],
    origin: Origin = NO_ORIGIN,
) -> list[Row]:
    """Columns of the new versions, in the order given, which numbers them.

    All of them have the same origin.

    Raises:
        NotFoundError: a model doesn't exist, or is in the trash.
        RuleViolationError: a rule of the items forbids one of them.
    """
    shared = {"row_version": 1, "deleted_at": None, "deleted_by": None} | origin.columns
    shared |= change.created()
    numbers = await _next_numbers(change, data)
    rows: list[Row] = [
        version.model_dump(exclude={*ITEMS}) | number | shared
        for version, number in zip(data, numbers, strict=True)
    ]
    added = await MLModelVersionRepository(change.session).add_many(
        [{name: value for name, value in row.items() if name not in _OF_OTHERS} for row in rows]
    )
    ids = {(model_id, number): row_id for row_id, model_id, number in added}
    rows = [{"id": ids[row["model_id"], row["number"]]} | row for row in rows]
    for field, service in items.items():
        await service.add_values(change, _items_of(field, data, rows))
    if origin.files is not None:
        for row in rows:
            await pin(change, origin.files, row)
    created = [
        (
            _subject(row),
            {field: row[field] for field in audited} | origin.audited | _audited_items(version),
        )
        for version, row in zip(data, rows, strict=True)
    ]
    await change.record_created(created)
    return rows


async def _next_numbers(change: Change, data: Sequence[MLModelVersionCreate]) -> list[Row]:
    """Model and number of each new version; the models are locked until the commit."""
    repository = MLModelRepository(change.session)
    names = {version.model_name for version in data}
    counters = {
        name: (row_id, last) for row_id, name, last in await repository.lock_counters(names)
    }
    counts: dict[int, int] = {}
    numbers = []
    for index, version in enumerate(data):
        if version.model_name not in counters:
            with about_item(index):
                raise await no_model(change.session, version.model_name)
        model_id, last = counters[version.model_name]
        counts[model_id] = counts.get(model_id, 0) + 1
        numbers.append({"model_id": model_id, "number": last + counts[model_id]})
    await repository.count_versions(counts)
    return numbers


def _items_of(
    field: str, data: Sequence[MLModelVersionCreate], rows: Sequence[Row]
) -> list[ItemValue]:
    return [
        ItemValue(row["id"], name, value)
        for version, row in zip(data, rows, strict=True)
        for name, value in getattr(version, field).items()
    ]


def _audited_items(version: MLModelVersionCreate) -> Row:
    named: Row = {}
    for field in ITEMS:
        named |= prefixed(field, getattr(version, field))
    return named


def _subject(row: Mapping[str, Any]) -> Subject:
    return Subject("version", row["id"], f"{row['model_name']}/{row['number']}", row["model_id"])
