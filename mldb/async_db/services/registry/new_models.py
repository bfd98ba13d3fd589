"""Registration of models: rows, names and audit events, in few statements for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_name import MLModelNameRepository
from mldb.async_db.services.change import Change
from mldb.async_db.services.registry import naming
from mldb.async_db.services.registry.owners import check_owners
from mldb.audit import Subject
from mldb.errors import DuplicateError
from mldb.rules.batch import about_item, first_repeated
from mldb.rules.model_name import check_free
from mldb.schemas import MLModelCreate

Row = dict[str, Any]


async def add_models(
    change: Change, data: Sequence[MLModelCreate], audited: Sequence[str]
) -> list[Row]:
    """Columns of the new models, in the order given.

    Raises:
        DuplicateError: a name is given twice or exists already.
        RuleViolationError: an owner is nobody who may log in.
    """
    await check_owners(change.session, [model.owner for model in data])
    numbers = await _claim(change, [model.name for model in data])
    shared = {"row_version": 1, "deleted_at": None, "deleted_by": None} | change.created()
    rows: list[Row] = [
        model.model_dump() | {"last_version_number": numbers.get(model.name, 0)} | shared
        for model in data
    ]
    ids = {name: row_id for row_id, name in await MLModelRepository(change.session).add_many(rows)}
    rows = [{"id": ids[row["name"]]} | row for row in rows]
    await _keep(change, ids, numbers)
    created = [
        (
            Subject("model", row["id"], row["name"], row["id"]),
            {field: row[field] for field in audited},
        )
        for row in rows
    ]
    await change.record_created(created)
    return rows


async def _claim(change: Change, names: Sequence[str]) -> dict[str, int]:
    """The last version numbers of those names that were used before."""
    repeated = first_repeated(names)
    if repeated is not None:
        with about_item(repeated):
            raise DuplicateError(f"The name {names[repeated]!r} is given twice.", "name")
    used = {row.name: row for row in await MLModelNameRepository(change.session).used_among(names)}
    for index, name in enumerate(names):
        if name in used and used[name].id is not None:
            with about_item(index):
                check_free(name, used[name])
    # In one order, or two writers could wait for each other.
    claimed = {name: await naming.claim(change, name) for name in sorted(used)}
    return {name: number or 0 for name, number in claimed.items()}


async def _keep(change: Change, ids: Mapping[str, int], used: Mapping[str, int]) -> None:
    """Record which of the new models has which name."""
    new = {name: row_id for name, row_id in ids.items() if name not in used}
    await MLModelNameRepository(change.session).add_many(new)
    for name in used:
        await naming.keep(change, name, ids[name], used[name])
