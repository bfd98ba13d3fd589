"""What an MLflow registry holds, read some at a time, so that memory stays bounded."""

import math
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, and_, func, select

from mldb.transfer.mlflow.tables import read_tables

ThingT = TypeVar("ThingT")
Values = dict[str, Any]
"""Values by name."""

_MODELS_AT_A_TIME: Final = 500
# So few because each comes with its parameters, metrics and tags.
_VERSIONS_AT_A_TIME: Final = 100
# What MLflow keeps in the place of infinity.
_INFINITIES: Final = {sign * sys.float_info.max: sign * math.inf for sign in (1, -1)}


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A registered model; `row` has the columns of its table.

    `last_number` counts deleted versions too.
    """

    row: Row[Any]
    last_number: int
    tags: Values
    aliases: dict[str, int]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version, with what the run logged that it comes from.

    `has_run` is whether that run is in this database; `user_id` is who ran it.
    """

    row: Row[Any]
    tags: Values
    has_run: bool
    user_id: str | None
    params: Values
    metrics: Values


class MLflowStore:
    """The registry of one workspace, in a database that stays as it is while it is read."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace
        self._tables = read_tables(connection)

    def count_versions(self) -> int:
        """How many versions there are, deleted ones among them."""
        counted = select(func.count()).select_from(self._all("model_versions").subquery())
        return int(self._connection.scalar(counted) or 0)

    def count_elsewhere(self) -> dict[str, int]:
        """How many models other workspaces have, by workspace."""
        models = self._tables["registered_models"]
        if "workspace" not in models.c:
            return {}
        counted = select(models.c.workspace, func.count()).group_by(models.c.workspace)
        rows = self._connection.execute(counted.order_by(models.c.workspace))
        return {workspace: number for workspace, number in rows if workspace != self._workspace}

    def models(self) -> Iterator[list[StoredModel]]:
        """Models by name, some at a time."""
        name = self._tables["registered_models"].c.name
        found = self._streamed(self._all("registered_models").order_by(name))
        for rows in _batches(found, _MODELS_AT_A_TIME):
            names = [row.name for row in rows]
            tags = self._values_of(names, "registered_model_tags", "name", "key", "value")
            aliases = self._values_of(names, "registered_model_aliases", "name", "alias", "version")
            numbers = self._last_numbers(names)
            yield [
                StoredModel(row, numbers.get(row.name, 0), tags[row.name], aliases[row.name])
                for row in rows
            ]

    def versions(self, names: Collection[str]) -> Iterator[list[StoredVersion]]:
        """Versions of these models by name and number, some at a time."""
        for tagged in _batches(self._tagged(names), _VERSIONS_AT_A_TIME):
            run_ids = {row.run_id for row, _ in tagged if row.run_id}
            users = self._users(run_ids)
            params = self._values_of(run_ids, "params", "run_uuid", "key", "value")
            metrics = self._metrics(run_ids)
            yield [
                StoredVersion(
                    row,
                    tags,
                    row.run_id in users,
                    users.get(row.run_id),
                    params[row.run_id],
                    metrics[row.run_id],
                )
                for row, tags in tagged
            ]

    def _tagged(self, names: Collection[str]) -> Iterator[tuple[Row[Any], Values]]:
        """Versions with their tags: two streams of one order, as no index finds tags by version."""
        versions = self._tables["model_versions"]
        found = self._all("model_versions").where(versions.c.name.in_(names))
        groups = groupby(self._version_tags(names), lambda tag: (tag.name, tag.version))
        owner, tags = next(groups, (None, ()))
        for row in self._streamed(found.order_by(versions.c.name, versions.c.version)):
            if owner != (row.name, row.version):
                yield row, {}
                continue
            yield row, {tag.key: tag.value for tag in tags}
            owner, tags = next(groups, (None, ()))

    def _version_tags(self, names: Collection[str]) -> Iterator[Row[Any]]:
        """None of versions that are not there."""
        tags, versions = self._tables["model_version_tags"], self._tables["model_versions"]
        shared = [name for name in ("workspace", "name", "version") if name in versions.c]
        found = self._all("model_version_tags").join(
            versions, and_(*(tags.c[name] == versions.c[name] for name in shared))
        )
        found = found.where(versions.c.name.in_(names))
        return self._streamed(found.order_by(versions.c.name, versions.c.version))

    def _last_numbers(self, names: Collection[str]) -> dict[str, int]:
        versions = self._tables["model_versions"]
        found = self._all("model_versions").where(versions.c.name.in_(names)).subquery()
        last = select(found.c.name, func.max(found.c.version)).group_by(found.c.name)
        return dict(iter(self._connection.execute(last)))

    def _users(self, run_ids: Collection[str]) -> dict[str, str | None]:
        """Who ran them, as far as they are here."""
        runs = self._tables["runs"]
        found = select(runs.c.run_uuid, runs.c.user_id).where(runs.c.run_uuid.in_(run_ids))
        return dict(iter(self._connection.execute(found)))

    def _metrics(self, run_ids: Collection[str]) -> dict[str, Values]:
        table = self._tables["latest_metrics"]
        rows = self._connection.execute(select(table).where(table.c.run_uuid.in_(run_ids)))
        return _by_owner((row.run_uuid, row.key, _metric_value(row)) for row in rows)

    def _values_of(
        self, owners: Collection[str], table_name: str, owner: str, name: str, value: str
    ) -> dict[str, Values]:
        found = self._all(table_name).where(self._tables[table_name].c[owner].in_(owners))
        rows = self._connection.execute(found).mappings()
        return _by_owner((row[owner], row[name], row[value]) for row in rows)

    def _all(self, table_name: str) -> Select[Any]:
        table = self._tables[table_name]
        if "workspace" in table.c:
            return select(table).where(table.c.workspace == self._workspace)
        return select(table)

    def _streamed(self, found: Select[Any]) -> Iterator[Row[Any]]:
        # By a cursor of the server: else the driver would fetch all at once.
        options = {"yield_per": _MODELS_AT_A_TIME}
        yield from self._connection.execute(found, execution_options=options)


def _batches(things: Iterable[ThingT], size: int) -> Iterator[list[ThingT]]:
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


def _by_owner(rows: Iterable[tuple[str, str, Any]]) -> dict[str, Values]:
    values: dict[str, Values] = defaultdict(dict)
    for owner, name, value in rows:
        values[owner][name] = value
    return values


def _metric_value(row: Row[Any]) -> float:
    """What was logged: MLflow flags what is no number, and keeps its largest for infinity."""
    if row.is_nan:
        return math.nan
    value: float = row.value
    return _INFINITIES.get(value, value)
