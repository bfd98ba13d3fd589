"""Reads an MLflow registry in batches, so that memory stays bounded."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Row, Select, and_, func, select, tuple_

from mldb.transfer.mlflow.fields import DELETED, stripped
from mldb.transfer.mlflow.own_values import Origin, OwnValues, own_values
from mldb.transfer.mlflow.runs import RunStore, Values, by_owner
from mldb.transfer.mlflow.tables import read_registry_tables

BatchedT = TypeVar("BatchedT")

_MODELS_AT_A_TIME: Final = 500
# So few because each comes with its parameters, metrics and tags.
_VERSIONS_AT_A_TIME: Final = 100
# A version that is a copy of another one; copies of copies end somewhere.
_COPY: Final = re.compile(r"models:/+(.+)/([0-9]{1,10})/?")
_COPIES: Final = 10


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
    """A version, with the values of its run and its logged model."""

    row: Row[Any]
    tags: Values
    own: OwnValues


class MLflowStore:
    """Reads the registry of one workspace from a snapshot.

    The runs are in the same database, unless `runs` is given.
    """

    def __init__(
        self, connection: Connection, workspace: str, runs: RunStore | None = None
    ) -> None:
        self._connection = connection
        self._workspace = workspace
        self._tables = read_registry_tables(connection)
        self.runs = runs if runs is not None else RunStore(connection)

    def count_versions(self) -> int:
        """Number of versions, with deleted ones."""
        counted = select(func.count()).select_from(self._all("model_versions").subquery())
        return int(self._connection.scalar(counted) or 0)

    def count_elsewhere(self) -> dict[str, int]:
        """Numbers of models by other workspace."""
        models = self._tables["registered_models"]
        if "workspace" not in models.c:
            return {}
        counted = select(models.c.workspace, func.count()).group_by(models.c.workspace)
        rows = self._connection.execute(counted.order_by(models.c.workspace))
        return {workspace: number for workspace, number in rows if workspace != self._workspace}

    def has_model(self, name: str) -> bool:
        """Whether there is a model of exactly this name."""
        name_column = self._tables["registered_models"].c.name
        found = self._all("registered_models").where(name_column == name)
        return self._connection.execute(found.limit(1)).first() is not None

    def models(self) -> Iterator[list[StoredModel]]:
        """Models by name, in batches."""
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
        """Versions of these models by name and number, in batches."""
        for tagged in _batches(self._tagged(names), _VERSIONS_AT_A_TIME):
            own = own_values(self.runs, self._origins([row for row, _ in tagged]))
            yield [
                StoredVersion(row, tags, values)
                for (row, tags), values in zip(tagged, own, strict=True)
            ]

    def _origins(self, rows: Sequence[Row[Any]]) -> list[Origin]:
        """Origins of these versions; a copy has the origin of the copied version."""
        origins = [_origin(row) for row in rows]
        for _ in range(_COPIES):
            copied = {copy for origin in origins if (copy := _copied(origin))}
            known = self._versions_of(copied) if copied else {}
            if not known:
                break
            origins = [_followed(origin, known) for origin in origins]
        return origins

    def _versions_of(self, labels: Collection[tuple[str, int]]) -> dict[tuple[str, int], Origin]:
        versions = self._tables["model_versions"]
        found = self._all("model_versions").where(
            tuple_(versions.c.name, versions.c.version).in_(labels),
            versions.c.current_stage != DELETED,
        )
        rows = self._connection.execute(found)
        return {(row.name, row.version): _origin(row) for row in rows}

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
        """Tags of existing versions of these models."""
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

    def _values_of(
        self, owners: Collection[str], table_name: str, owner: str, name: str, value: str
    ) -> dict[str, Values]:
        found = self._all(table_name).where(self._tables[table_name].c[owner].in_(owners))
        rows = self._connection.execute(found).mappings()
        return by_owner((row[owner], row[name], row[value]) for row in rows)

    def _all(self, table_name: str) -> Select[Any]:
        table = self._tables[table_name]
        if "workspace" in table.c:
            return select(table).where(table.c.workspace == self._workspace)
        return select(table)

    def _streamed(self, found: Select[Any]) -> Iterator[Row[Any]]:
        # By a cursor of the server: else the driver would fetch all at once.
        options = {"yield_per": _MODELS_AT_A_TIME}
        yield from self._connection.execute(found, execution_options=options)


def _batches(rows: Iterable[BatchedT], size: int) -> Iterator[list[BatchedT]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def _origin(row: Row[Any]) -> Origin:
    # Older schemas have no column for the storage location.
    location = stripped(getattr(row, "storage_location", None))
    return Origin(stripped(row.source) or location, location, row.run_id)


def _copied(origin: Origin) -> tuple[str, int] | None:
    """Name and number of the version that this one is a copy of."""
    found = _COPY.fullmatch(origin.source)
    return (found[1], int(found[2])) if found else None


def _followed(origin: Origin, known: dict[tuple[str, int], Origin]) -> Origin:
    copied = _copied(origin)
    if copied not in known:
        return origin
    source = known[copied]
    return source._replace(run_id=source.run_id or origin.run_id)
