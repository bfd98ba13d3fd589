# Generated from mldb/async_db/services/registry/readers/aliases.py by `make twins`.
"""Aliases together with the versions that they point to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from mldb.rules.arguments import check_moment
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas import (
    AliasDifference,
    AliasDifferences,
    MLModelAliasDetail,
    MLModelAliasRead,
    ModelDifferences,
)
from mldb.schemas.registry.search import COUNT_LIMIT, Count
from mldb.sync_db.repositories.registry.readers.aliases import MLModelAliasReaderRepository
from mldb.sync_db.repositories.registry.readers.versions import MLModelVersionReaderRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.registry.missing import no_alias
from mldb.sync_db.services.registry.readers.versions import read_detail
from mldb.values.limits import MAX_ID, PAGE_SIZE
from mldb.values.spelling import alias_key
from mldb.values.texts import is_storable


class MLModelAliasReader(Service):
    """Reads assignments of aliases, now and in the past."""

    def get(self, model_name: str, name: str, *, at: datetime | None = None) -> MLModelAliasDetail:
        """The current assignment of the alias, or the one at this time; its version is as of now.

        Raises:
            NotFoundError: it has none, or had none then, or there is no such model.
            RuleViolationError: the time has no zone.
        """
        at = at and check_moment(at, "at")
        found = version = None
        with self.database.reading() as session:
            if is_storable(model_name + name):
                repository = MLModelAliasReaderRepository(session)
                found = repository.get_with_version(model_name, name, at)
            if found is None:
                raise no_alias(session, model_name, name)
            assignment, columns = found
            if columns["id"] is not None:
                version = read_detail(
                    MLModelVersionReaderRepository(session), columns | {"model_name": model_name}
                )
        return MLModelAliasDetail.model_validate(assignment | {"version": version})

    def get_differences(
        self,
        start: datetime,
        end: datetime | None = None,
        *,
        after: str | None = None,
        limit: int = PAGE_SIZE,
    ) -> AliasDifferences:
        """The aliases that point elsewhere at the second time, or now, than at the first one.

        Of at most `limit` (1,000) models, by name, those after `after`; models in the trash now are
        left out.

        Raises:
            RuleViolationError: a time has no zone.
        """
        check_page(0, limit)
        start, end = check_moment(start, "start"), end and check_moment(end, "end")
        if not is_storable(after or ""):
            return AliasDifferences([], None)
        with self.database.snapshot() as session:
            repository = MLModelAliasReaderRepository(session)
            models, rows = repository.get_differing(start, end, after, limit + 1)
            shown = models[:limit]
            differences = _differences(rows)
            removed = {
                model_id
                for model_id, of_model in differences.items()
                if any(one.after is None for one in of_model)
            }
            lasts = repository.get_last_started(removed, end)
        _add_lasts(differences, lasts)
        return AliasDifferences(
            [ModelDifferences(model.name, differences.get(model.id, [])) for model in shown],
            shown[-1].name if len(models) > limit else None,
        )

    def get_newer(self, version_ids: Collection[int]) -> dict[int, Count]:
        """How many live versions of the same model are newer than each of up to 1,000 versions.

        Counted up to 10,000; ids of no version are left out.

        Raises:
            RuleViolationError: too many ids.
        """
        check_batch(len(version_ids))
        ids = [version_id for version_id in version_ids if 0 < version_id <= MAX_ID]
        if not ids:
            return {}
        with self.database.reading() as session:
            repository = MLModelAliasReaderRepository(session)
            rows = repository.get_newer(ids, COUNT_LIMIT + 1)
        return {
            row.id: Count(min(row.number, COUNT_LIMIT), is_more=row.number > COUNT_LIMIT)
            for row in rows
        }


def _differences(rows: Sequence[Any]) -> dict[int, list[AliasDifference]]:
    """The differences of each model, by its id."""
    pairs: dict[tuple[int, str], dict[bool, MLModelAliasRead]] = {}
    for row in rows:
        assignment = MLModelAliasRead.model_validate(row)
        pairs.setdefault((row.model_id, row.name_key), {})[bool(row.was_before)] = assignment
    found: dict[int, list[AliasDifference]] = {}
    for (model_id, _), sides in pairs.items():
        before, after = sides.get(True), sides.get(False)
        name = next(iter(sides.values())).name
        found.setdefault(model_id, []).append(AliasDifference(name, before, after))
    return found


def _add_lasts(differences: dict[int, list[AliasDifference]], lasts: Sequence[Any]) -> None:
    """Add to the aliases that were removed what they pointed to last."""
    by_name = {(row.model_id, row.name_key): row for row in lasts}
    for model_id, of_model in differences.items():
        for index, one in enumerate(of_model):
            row = by_name.get((model_id, alias_key(one.name)))
            if one.after is None and row is not None:
                last = MLModelAliasRead.model_validate(row)
                of_model[index] = AliasDifference(one.name, one.before, None, last)
