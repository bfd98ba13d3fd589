"""Models and versions into the registry."""

from collections.abc import Sequence

from mldb.errors import NotFoundError
from mldb.models import MLModel, MLModelVersion
from mldb.statements.imported import held_models, held_versions
from mldb.transfer.records import ModelRecord, VersionRecord
from mldb.transfer.things import Things
from mldb.transfer.work import Key, Row


class Models(Things[ModelRecord]):
    """Models, by name."""

    row_type = MLModel

    def _key(self, record: ModelRecord) -> Key:
        return (record.name,)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(held_models(self.work.dialect), keys)

    def _row(self, record: ModelRecord, place: Row) -> Row:
        return record.model_dump()

    def _leave_out(self, place: Row) -> None:
        self.work.leave_out(self.work.left_models, place["id"])

    def _agree(self, record: ModelRecord, place: Row) -> None:
        self.work.count_on(place["id"], record.last_version_number, place)


class Versions(Things[VersionRecord]):
    """Versions, by model and number."""

    row_type = MLModelVersion

    def _key(self, record: VersionRecord) -> Key:
        return (record.model, record.number)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(held_versions(self.work.dialect), keys)

    def _is_left_out(self, record: VersionRecord, place: Row) -> bool:
        return place["model_id"] in self.work.left_models

    def _conflict(self, record: VersionRecord, place: Row) -> str | None:
        if place["id"] is None and self.work.was_purged(place, record.number):
            return "is no longer here, and its number is not given out again"
        return super()._conflict(record, place)

    def _row(self, record: VersionRecord, place: Row) -> Row:
        if place["model_id"] is None:
            raise NotFoundError("model", record.model, f"for {record}")
        self.work.count_on(place["model_id"], record.number, place)
        return record.model_dump(exclude={"model"}) | {"model_id": place["model_id"]}

    def _leave_out(self, place: Row) -> None:
        if place["id"] is not None:
            self.work.leave_out(self.work.left_versions, place["id"])
