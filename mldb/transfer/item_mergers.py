"""Imports metrics, parameters and tags."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from mldb.errors import NotFoundError
from mldb.models import MLMetric, MLMetricGoal, MLModelTag, MLModelVersionParam, MLModelVersionTag
from mldb.statements.item import ItemValue
from mldb.statements.registry.imported import existing_model_items, existing_version_items
from mldb.sync_db import (
    MLMetricGoalService,
    MLMetricService,
    MLModelTagService,
    MLModelVersionParamService,
    MLModelVersionTagService,
)
from mldb.transfer.merger import Merger
from mldb.transfer.records import (
    MetricGoalRecord,
    MetricRecord,
    ModelTagRecord,
    ParamRecord,
    VersionTagRecord,
)
from mldb.transfer.rules import Checked
from mldb.transfer.work import Key, Row
from mldb.values.numbers import number_of

OfVersionT = TypeVar("OfVersionT", MetricRecord, ParamRecord, VersionTagRecord)


class ModelTagMerger(Merger[ModelTagRecord]):
    """Merges tags of models, identified by model and key."""

    row_type = MLModelTag

    def _check(self, new: Sequence[tuple[ModelTagRecord, Row]]) -> None:
        items = [ItemValue(row["model_id"], row["key"], row["value"]) for _, row in new]
        self.work.rules.check(MLModelTagService, items)

    def _key(self, record: ModelTagRecord) -> Key:
        return (record.model, record.key)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(existing_model_items(self.work.dialect, MLModelTag, "key"), keys)

    def _is_left_out(self, record: ModelTagRecord, existing: Row) -> bool:
        return self.work.is_model_left_out(existing)

    def _row(self, record: ModelTagRecord, existing: Row) -> Row:
        if existing["model_id"] is None:
            raise NotFoundError("model", record.model, f"for {record}")
        return record.model_dump(exclude={"model"}) | {"model_id": existing["model_id"]}


class MetricGoalMerger(Merger[MetricGoalRecord]):
    """Merges goals of metrics, identified by model and metric."""

    row_type = MLMetricGoal

    def _check(self, new: Sequence[tuple[MetricGoalRecord, Row]]) -> None:
        items = [ItemValue(row["model_id"], row["name"], row["value"]) for _, row in new]
        self.work.rules.check(MLMetricGoalService, items)

    def _key(self, record: MetricGoalRecord) -> Key:
        return (record.model, record.name)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        statement = existing_model_items(self.work.dialect, MLMetricGoal, "name")
        return self.work.look_up(statement, keys)

    def _is_left_out(self, record: MetricGoalRecord, existing: Row) -> bool:
        return self.work.is_model_left_out(existing)

    def _row(self, record: MetricGoalRecord, existing: Row) -> Row:
        if existing["model_id"] is None:
            raise NotFoundError("model", record.model, f"for {record}")
        return record.model_dump(exclude={"model"}) | {"model_id": existing["model_id"]}


class VersionItemMerger(Merger[OfVersionT]):
    """Merges items of versions, identified by model, number and name."""

    service_type: ClassVar[Checked]
    name_field: ClassVar[str] = "name"

    def _check(self, new: Sequence[tuple[OfVersionT, Row]]) -> None:
        name = self.name_field
        items = [ItemValue(row["version_id"], row[name], row["value"]) for _, row in new]
        self.work.rules.check(self.service_type, items)

    def _key(self, record: OfVersionT) -> Key:
        return (record.model, record.version, getattr(record, self.name_field))

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        statement = existing_version_items(self.work.dialect, self.row_type, self.name_field)
        return self.work.look_up(statement, keys)

    def _is_left_out(self, record: OfVersionT, existing: Row) -> bool:
        return self.work.is_version_left_out(existing, record.version)

    def _row(self, record: OfVersionT, existing: Row) -> Row:
        if existing["version_id"] is None:
            raise NotFoundError("version", f"{record.model}/{record.version}", f"for {record}")
        return record.model_dump(exclude={"model", "version"}) | {
            "version_id": existing["version_id"]
        }


class MetricMerger(VersionItemMerger[MetricRecord]):
    """Merges metrics."""

    row_type: ClassVar[Any] = MLMetric
    service_type = MLMetricService


class ParamMerger(VersionItemMerger[ParamRecord]):
    """Merges parameters, and computes their numeric values."""

    row_type: ClassVar[Any] = MLModelVersionParam
    service_type = MLModelVersionParamService

    def _row(self, record: ParamRecord, existing: Row) -> Row:
        return super()._row(record, existing) | {"number": number_of(record.value)}


class VersionTagMerger(VersionItemMerger[VersionTagRecord]):
    """Merges tags of versions."""

    row_type: ClassVar[Any] = MLModelVersionTag
    service_type = MLModelVersionTagService
    name_field: ClassVar[str] = "key"
