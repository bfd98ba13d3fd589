"""Imports models, former names of models, and versions."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import Select

from mldb.errors import NotFoundError
from mldb.models import MLModel, MLModelName, MLModelVersion
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.statements.registry.imported import (
    add_names,
    existing_models,
    existing_names,
    existing_versions,
    hand_over_names,
    set_origin,
)
from mldb.statements.registry.ml_model_name import give_up
from mldb.statements.tracking.imported import logged_model_ids, run_facts
from mldb.sync_db import MLModelService, MLModelVersionService
from mldb.transfer.merger import Merger, difference
from mldb.transfer.records import ModelRecord, NameRecord, VersionRecord
from mldb.transfer.work import Key, Row

_ORIGINS: Final = ("run", "logged_model")


class ModelMerger(Merger[ModelRecord]):
    """Merges models, identified by name."""

    row_type = MLModel

    def _key(self, record: ModelRecord) -> Key:
        return (record.name,)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(existing_models(self.work.dialect), keys)

    def merge(self, records: Sequence[ModelRecord]) -> None:
        """Insert new models, and give them their names."""
        super().merge(records)
        given = {"last_id": self.work.last_ids[MLModel.__tablename__]}
        self.work.connection.execute(hand_over_names(), given)
        self.work.connection.execute(add_names(), given)

    def _check(self, new: Sequence[tuple[ModelRecord, Row]]) -> None:
        data = [MLModelCreate.model_construct(**record.model_dump()) for record, _ in new]
        self.work.rules.check(MLModelService, data)

    def _conflict(self, record: ModelRecord, existing: Row) -> str | None:
        if existing["id"] is None and existing["renamed_to"] is not None:
            return f"is called {existing['renamed_to']!r} here now"
        if existing["id"] is None and existing["used_number"]:
            return "was purged here, and the numbers of its versions are not given out again"
        return super()._conflict(record, existing)

    def _row(self, record: ModelRecord, existing: Row) -> Row:
        return record.model_dump()

    def _leave_out(self, existing: Row) -> None:
        if existing["id"] is not None:
            self.work.leave_out(self.work.left_models, existing["id"])
        elif self.work.skip_conflicts:
            self.work.left_names.add(existing["key_0"])

    def _agree(self, record: ModelRecord, existing: Row) -> None:
        self.work.count_on(existing["id"], record.last_version_number, existing)


class NameMerger(Merger[NameRecord]):
    """Merges former names, identified by name and the model's current name."""

    row_type = MLModelName

    def _key(self, record: NameRecord) -> Key:
        return (record.name, record.model or "")

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(existing_names(self.work.dialect), keys)

    def _row(self, record: NameRecord, existing: Row) -> Row:
        number = record.last_version_number
        return {
            "name": record.name,
            "last_version_number": number,
            "model_id": existing["owner_id"],
        }

    def _check(self, new: Sequence[tuple[NameRecord, Row]]) -> None:
        """Former names have no rules of a service."""

    def _agree(self, record: NameRecord, existing: Row) -> None:
        """The version counter under this name continues after the greater number."""
        if existing["model_id"] is not None:
            self.work.count_on(existing["model_id"], record.last_version_number, existing)
        else:
            number = {"used_name": record.name, "number": record.last_version_number}
            self.work.connection.execute(give_up(), number)


class VersionMerger(Merger[VersionRecord]):
    """Merges versions, identified by model and number."""

    row_type = MLModelVersion

    def merge(self, records: Sequence[VersionRecord]) -> None:
        """Insert new versions; existing ones without a known origin get it."""
        self._runs = self._ids(run_facts, {record.run for record in records})
        models = {record.logged_model for record in records}
        self._logged_models = self._ids(logged_model_ids, models)
        self._origins: list[Row] = []
        super().merge(records)
        if self._origins:
            self.work.connection.execute(set_origin(), self._origins)

    def _ids(
        self, statement: Callable[[str], Select[Any]], public_ids: set[str | None]
    ) -> dict[str | None, int | None]:
        keys = [(public_id,) for public_id in sorted(filter(None, public_ids))]
        rows = self.work.look_up(statement(self.work.dialect), keys)
        return {row["key_0"]: row["id"] for row in rows}

    def _key(self, record: VersionRecord) -> Key:
        return (record.model, record.number)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(existing_versions(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[VersionRecord, Row]]) -> None:
        data = [
            MLModelVersionCreate.model_construct(model_name=record.model, **record.model_dump())
            for record, _ in new
        ]
        self.work.rules.check(MLModelVersionService, data)

    def _is_left_out(self, record: VersionRecord, existing: Row) -> bool:
        return self.work.is_model_left_out(existing)

    def _conflict(self, record: VersionRecord, existing: Row) -> str | None:
        if existing["id"] is None and self.work.was_purged(existing, record.number):
            return "is no longer here, and its number is not given out again"
        return super()._conflict(record, existing) or _origin_conflict(record, existing)

    def _agree(self, record: VersionRecord, existing: Row) -> None:
        """An origin that isn't known here is taken over."""
        if any(existing[name] is None and getattr(record, name) for name in _ORIGINS):
            self._origins.append({"version": existing["id"]} | self._origin(record))

    def _origin(self, record: VersionRecord) -> Row:
        """Ids of the run and the logged model that the version comes from.

        Raises:
            NotFoundError: one of them is neither there nor left out.
        """
        run_id = self._runs.get(record.run)
        if run_id is None and record.run and record.run not in self.work.left_runs:
            raise NotFoundError("run", record.run, f"for {record}")
        logged_id = self._logged_models.get(record.logged_model)
        left = self.work.left_logged_models
        if logged_id is None and record.logged_model and record.logged_model not in left:
            raise NotFoundError("logged model", record.logged_model, f"for {record}")
        return {"origin_run": run_id, "origin_logged_model": logged_id}

    def _row(self, record: VersionRecord, existing: Row) -> Row:
        if existing["model_id"] is None:
            raise NotFoundError("model", record.model, f"for {record}")
        self.work.count_on(existing["model_id"], record.number, existing)
        origin = self._origin(record)
        return record.model_dump(exclude={"model", *_ORIGINS}) | {
            "model_id": existing["model_id"],
            "run_id": origin["origin_run"],
            "logged_model_id": origin["origin_logged_model"],
        }

    def _leave_out(self, existing: Row) -> None:
        if existing["id"] is not None:
            self.work.leave_out(self.work.left_versions, existing["id"])


def _origin_conflict(record: VersionRecord, existing: Row) -> str | None:
    """What is known on both sides must agree."""
    if existing["id"] is None:
        return None
    there = {name: getattr(record, name) for name in _ORIGINS}
    return difference(
        {name: existing[name] for name in _ORIGINS if existing[name] and there[name]}, there
    )
