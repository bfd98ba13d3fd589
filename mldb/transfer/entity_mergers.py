"""Imports models, former names of models, and versions."""

from collections.abc import Sequence

from mldb.errors import NotFoundError
from mldb.models import MLModel, MLModelName, MLModelVersion
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.statements.registry.imported import (
    add_names,
    existing_models,
    existing_names,
    existing_versions,
    hand_over_names,
)
from mldb.statements.registry.ml_model_name import give_up
from mldb.sync_db import MLModelService, MLModelVersionService
from mldb.transfer.merger import Merger
from mldb.transfer.records import ModelRecord, NameRecord, VersionRecord
from mldb.transfer.work import Key, Row


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
        return super()._conflict(record, existing)

    def _row(self, record: VersionRecord, existing: Row) -> Row:
        if existing["model_id"] is None:
            raise NotFoundError("model", record.model, f"for {record}")
        self.work.count_on(existing["model_id"], record.number, existing)
        return record.model_dump(exclude={"model"}) | {"model_id": existing["model_id"]}

    def _leave_out(self, existing: Row) -> None:
        if existing["id"] is not None:
            self.work.leave_out(self.work.left_versions, existing["id"])
