"""How good models and versions are, by their primary metric."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from mldb.async_db.repositories.registry.readers.standings import StandingRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.readers.versions import possible_labels
from mldb.rules.batch import check_batch
from mldb.schemas import MetricGoal, ModelStanding, VersionStanding, VersionValue
from mldb.values.enums import Goal
from mldb.values.limits import MAX_ID
from mldb.values.texts import is_storable


class StandingReader(Service):
    """Reads values of primary metrics, in a few statements whatever the number of models."""

    async def of_models(
        self, names: Sequence[str], *, whole: bool = False
    ) -> dict[str, ModelStanding]:
        """The standings of the live models with these names, for up to 1,000, by name.

        Models without a primary metric are left out. `best` and `version_count`, for which all
        versions of a model are read, are None unless the `whole` standing is asked for.

        Raises:
            RuleViolationError: too many names.
        """
        check_batch(len(names))
        storable = [name for name in names if is_storable(name)]
        if not storable:
            return {}
        async with self.database.snapshot() as session:
            repository = StandingRepository(session)
            rows = await repository.get_of_models(storable)
            ids = [row.id for row in rows]
            recent = await repository.get_recent(ids)
            best = await repository.get_best(ids) if whole else ()
        values: dict[int, list[VersionValue]] = defaultdict(list)
        for model_id, number, value in recent:
            values[model_id].append(VersionValue(number, value))
        none = {"version_count": 0} if whole else {}
        bests = {one.id: one._asdict() for one in best}
        return {
            row.name: _of_model(row._asdict() | bests.get(row.id, none), tuple(values[row.id]))
            for row in rows
        }

    async def of_version(self, model_name: str, number: int) -> VersionStanding | None:
        """The standing of a live version; None: the model has no primary metric, or isn't there."""
        if not is_storable(model_name) or not 0 < number <= MAX_ID:
            return None
        async with self.database.reading() as session:
            row = await StandingRepository(session).get_of_version(model_name, number)
        return None if row is None else _of_version(row._asdict())

    async def values(self, pairs: Sequence[tuple[str, int]]) -> dict[tuple[str, int], float]:
        """The primary metric of the live versions with these names and numbers, for up to 1,000.

        Versions without a value are left out.

        Raises:
            RuleViolationError: too many versions.
        """
        check_batch(len(pairs))
        labels = possible_labels(pairs)
        if not labels:
            return {}
        async with self.database.reading() as session:
            rows = await StandingRepository(session).get_values(labels)
        return {(name, number): value for name, number, value in rows}


def _of_model(row: dict[str, Any], recent: tuple[VersionValue, ...]) -> ModelStanding:
    return ModelStanding(
        model_name=row["name"],
        metric=row["primary_metric"],
        goal=_goal(row),
        latest=recent[-1] if recent else None,
        best=_value(row, "best"),
        champion=_value(row, "champion"),
        previous_champion=_value(row, "previous"),
        recent=recent,
        version_count=row.get("version_count"),
        behind=row["behind"],
        champion_number=row["champion_number"],
    )


def _of_version(row: dict[str, Any]) -> VersionStanding:
    return VersionStanding(
        metric=row["primary_metric"],
        goal=_goal(row),
        value=row["value"],
        rank=None if row["value"] is None else row["better"] + 1,
        of=row["total"],
        champion=_value(row, "champion"),
        best=_value(row, "best"),
        before=_value(row, "before"),
    )


def _goal(row: dict[str, Any]) -> MetricGoal:
    return MetricGoal(Goal(row["primary_metric_goal"]))


def _value(row: dict[str, Any], prefix: str) -> VersionValue | None:
    number, value = row.get(f"{prefix}_number"), row.get(f"{prefix}_value")
    return None if number is None or value is None else VersionValue(number, value)
