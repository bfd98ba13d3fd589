"""Models and versions into the registry."""

from collections.abc import Sequence

from mldb.errors import NotFoundError
from mldb.models import MLModel, MLModelName, MLModelVersion
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from mldb.statements.registry.imported import (
    add_names,
    hand_over_names,
    held_models,
    held_names,
    held_versions,
)
from mldb.statements.registry.ml_model_name import give_up
from mldb.sync_db import MLModelService, MLModelVersionService
from mldb.transfer.records import ModelRecord, NameRecord, VersionRecord
from mldb.transfer.things import Things
from mldb.transfer.work import Key, Row


class Models(Things[ModelRecord]):
    """Models, by name."""

    row_type = MLModel

    def _key(self, record: ModelRecord) -> Key:
        return (record.name,)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(held_models(self.work.dialect), keys)

    def merge(self, records: Sequence[ModelRecord]) -> None:
        """Add what is new, and remember whose the names are."""
        super().merge(records)
        given = {"last_id": self.work.last_ids[MLModel.__tablename__]}
        self.work.connection.execute(hand_over_names(), given)
        self.work.connection.execute(add_names(), given)

    def _check(self, new: Sequence[tuple[ModelRecord, Row]]) -> None:
        data = [
            MLModelCreate.model_construct(
                name=record.name,
                description=record.description,
                primary_metric=record.primary_metric,
                primary_metric_goal=record.primary_metric_goal,
            )
            for record, _ in new
        ]
        self.work.rules.check(MLModelService, data)

    def _conflict(self, record: ModelRecord, place: Row) -> str | None:
        if place["id"] is None and place["renamed_to"] is not None:
            return f"is called {place['renamed_to']!r} here now"
        if place["id"] is None and place["used_number"]:
            return "was purged here, and the numbers of its versions are not given out again"
        return super()._conflict(record, place)

    def _row(self, record: ModelRecord, place: Row) -> Row:
        return record.model_dump()

    def _leave_out(self, place: Row) -> None:
        if place["id"] is not None:
            self.work.leave_out(self.work.left_models, place["id"])
        elif self.work.skip_conflicts:
            self.work.left_names.add(place["key_0"])

    def _agree(self, record: ModelRecord, place: Row) -> None:
        self.work.count_on(place["id"], record.last_version_number, place)


class Names(Things[NameRecord]):
    """Names that models had, by name and by what the model is called now."""

    row_type = MLModelName

    def _key(self, record: NameRecord) -> Key:
        return (record.name, record.model or "")

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(held_names(self.work.dialect), keys)

    def _row(self, record: NameRecord, place: Row) -> Row:
        number = record.last_version_number
        return {"name": record.name, "last_version_number": number, "model_id": place["owner_id"]}

    def _agree(self, record: NameRecord, place: Row) -> None:
        """Whatever the name is used for here goes on behind the greater number."""
        if place["model_id"] is not None:
            self.work.count_on(place["model_id"], record.last_version_number, place)
        else:
            number = {"used_name": record.name, "number": record.last_version_number}
            self.work.connection.execute(give_up(), number)


class Versions(Things[VersionRecord]):
    """Versions, by model and number."""

    row_type = MLModelVersion

    def _key(self, record: VersionRecord) -> Key:
        return (record.model, record.number)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(held_versions(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[VersionRecord, Row]]) -> None:
        data = [
            MLModelVersionCreate.model_construct(
                model_name=record.model,
                source=record.source,
                device=record.device,
                status=record.status,
                description=record.description,
            )
            for record, _ in new
        ]
        self.work.rules.check(MLModelVersionService, data)

    def _is_left_out(self, record: VersionRecord, place: Row) -> bool:
        return self.work.is_model_left_out(place)

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
