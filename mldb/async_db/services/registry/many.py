"""Registration of many models or versions inside one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mldb.async_db.repositories.item import ItemRepository
from mldb.async_db.repositories.registry.ml_metric import MLMetricRepository
from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_name import MLModelNameRepository
from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.repositories.registry.ml_model_version_param import MLModelVersionParamRepository
from mldb.async_db.repositories.registry.ml_model_version_tag import MLModelVersionTagRepository
from mldb.async_db.services.change import Change
from mldb.async_db.services.registry import naming
from mldb.async_db.services.registry.missing import no_model
from mldb.audit import Subject, changes_between, prefixed
from mldb.errors import DuplicateError
from mldb.rules.batch import first_repeated, nth
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.statements.item import rows_of
from mldb.values.enums import AuditAction

Row = dict[str, Any]

ITEMS: Final[dict[str, type[ItemRepository[Any]]]] = {
    "params": MLModelVersionParamRepository,
    "metrics": MLMetricRepository,
    "tags": MLModelVersionTagRepository,
}
"""What is given with a version, by its field."""


async def add_models(
    change: Change, data: Sequence[MLModelCreate], audited: Sequence[str]
) -> list[Any]:
    """Columns of the new models, in the order given.

    Raises:
        DuplicateError: a name is given twice or exists already.
    """
    repository = MLModelRepository(change.session)
    numbers = await _claim(change, [model.name for model in data])
    shared = {"row_version": 1, "deleted_at": None, "deleted_by": None}
    rows: list[Row] = [
        model.model_dump()
        | shared
        | {"last_version_number": numbers.get(model.name, 0)}
        | change.created()
        for model in data
    ]
    ids = {name: row_id for row_id, name in await repository.add_many(rows)}
    rows = [{"id": ids[row["name"]]} | row for row in rows]
    await _keep(change, ids, numbers)
    await _record(
        change,
        [
            (Subject("model", row["id"], row["name"], row["id"]), _chosen(row, audited))
            for row in rows
        ],
    )
    return rows


async def add_versions(
    change: Change, data: Sequence[MLModelVersionCreate], audited: Sequence[str]
) -> list[Any]:
    """Columns of the new versions, in the order given, which numbers them.

    Raises:
        NotFoundError: a model doesn't exist, or lies in the trash.
    """
    numbers = await _next_numbers(change, data)
    rows: list[Row] = [
        version.model_dump(exclude={*ITEMS})
        | {"row_version": 1, "deleted_at": None, "deleted_by": None}
        | place
        | change.created()
        for version, place in zip(data, numbers, strict=True)
    ]
    added = await MLModelVersionRepository(change.session).add_many(
        [{name: value for name, value in row.items() if name != "model_name"} for row in rows]
    )
    ids = {(model_id, number): row_id for row_id, model_id, number in added}
    rows = [{"id": ids[row["model_id"], row["number"]]} | row for row in rows]
    await _add_items(change, data, rows)
    await _record(
        change,
        [
            (_subject(row), _chosen(row, audited) | _items(version))
            for version, row in zip(data, rows, strict=True)
        ],
    )
    return rows


async def _claim(change: Change, names: Sequence[str]) -> dict[str, int]:
    """The last version numbers of those names that were used before."""
    repeated = first_repeated(names)
    if repeated is not None:
        raise DuplicateError(
            f"The name {names[repeated]!r} is given twice {nth(repeated)}.", f"{repeated}.name"
        )
    used = {row.name: row for row in await MLModelNameRepository(change.session).used_among(names)}
    for index, name in enumerate(names):
        if name in used and used[name].id is not None and used[name].deleted_at is None:
            raise DuplicateError(
                f"A model named {name!r} exists already {nth(index)}.", f"{index}.name"
            )
    # In one order, or two writers could wait for each other.
    claimed = {name: await naming.claim(change, name) for name in sorted(used)}
    return {name: number or 0 for name, number in claimed.items()}


async def _keep(change: Change, ids: Mapping[str, int], used: Mapping[str, int]) -> None:
    """Remember which of the new models have which names."""
    new = {name: row_id for name, row_id in ids.items() if name not in used}
    await MLModelNameRepository(change.session).add_many(new)
    for name in used:
        await naming.keep(change, name, ids[name], used[name])


async def _next_numbers(change: Change, data: Sequence[MLModelVersionCreate]) -> list[Row]:
    """Model and number of each new version; the models are locked until the commit."""
    repository = MLModelRepository(change.session)
    names = {version.model_name for version in data}
    found = await repository.of_names(names, lock=True)
    live = {name: row_id for row_id, name, deleted_at in found if deleted_at is None}
    counts: dict[int, int] = {}
    places = []
    for index, version in enumerate(data):
        model_id = live.get(version.model_name)
        if model_id is None:
            raise await no_model(change.session, version.model_name, nth(index))
        counts[model_id] = counts.get(model_id, 0) + 1
        places.append({"model_id": model_id, "number": counts[model_id]})
    before = await repository.count_versions(counts)
    return [place | {"number": before[place["model_id"]] + place["number"]} for place in places]


async def _add_items(
    change: Change, data: Sequence[MLModelVersionCreate], rows: Sequence[Row]
) -> None:
    for kind, repository_type in ITEMS.items():
        repository = repository_type(change.session)
        owner, name = repository.owner_field, repository.name_field
        await repository.add_many(
            [
                item
                for version, row in zip(data, rows, strict=True)
                for item in rows_of(getattr(version, kind), owner, row["id"], name, change)
            ]
        )


def _items(version: MLModelVersionCreate) -> Row:
    named: Row = {}
    for kind in ITEMS:
        named |= prefixed(kind, getattr(version, kind))
    return named


def _chosen(row: Mapping[str, Any], audited: Sequence[str]) -> Row:
    return {name: row[name] for name in audited}


def _subject(row: Mapping[str, Any]) -> Subject:
    label = f"{row['model_name']}/{row['number']}"
    return Subject("version", row["id"], label, row["model_id"])


async def _record(change: Change, created: Sequence[tuple[Subject, Row]]) -> None:
    events = [
        change.event(AuditAction.CREATE, subject, changes_between({}, after))
        for subject, after in created
    ]
    await change.record_all(events)
