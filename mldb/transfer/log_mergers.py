"""Imports what runs and logged models logged."""

from collections import Counter
from collections.abc import Sequence
from math import isnan, nan
from typing import Any, ClassVar, TypeVar

from mldb.errors import NotFoundError
from mldb.models import (
    MLLoggedModelMetric,
    MLLoggedModelParam,
    MLLoggedModelTag,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.points.columns import Points, merged
from mldb.points.growth import GrowingSeries
from mldb.statements.tracking import imported
from mldb.statements.tracking.ml_run import param_row, tag_row
from mldb.sync_db.repositories.tracking.history import GrowingSeriesRepository
from mldb.transfer.merger import Merger, difference
from mldb.transfer.records import (
    LoggedModelMetricRecord,
    LoggedModelParamRecord,
    LoggedModelTagRecord,
    PointsRecord,
    RunInputRecord,
    RunParamRecord,
    RunTagRecord,
)
from mldb.transfer.work import Key, Row, Work

OfRunT = TypeVar("OfRunT", RunParamRecord, RunTagRecord, RunInputRecord)
OfModelT = TypeVar(
    "OfModelT", LoggedModelParamRecord, LoggedModelTagRecord, LoggedModelMetricRecord
)


class RunItemMerger(Merger[OfRunT]):
    """Merges what a run logged once, identified by the run and a name."""

    name_field: ClassVar[str] = "name"

    def _key(self, record: OfRunT) -> Key:
        return (record.run, getattr(record, self.name_field))

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        statement = imported.existing_run_items(self.work.dialect, self.row_type, self.name_field)
        return self.work.look_up(statement, keys)

    def _check(self, new: Sequence[tuple[OfRunT, Row]]) -> None:
        """What runs log has no rules of a service."""

    def _is_left_out(self, record: OfRunT, existing: Row) -> bool:
        return record.run in self.work.left_runs

    def _was_there(self, row_id: int) -> bool:
        # These tables have no ids that would tell what the import itself inserted.
        return row_id >= 0

    def _run_id(self, record: OfRunT, existing: Row) -> int:
        """Id of the run of a new row, which is counted for the audit."""
        run_id: int | None = existing["run_id"]
        if run_id is None:
            raise NotFoundError("run", record.run, f"for {record}")
        self.work.note_late(run_id, record.type_name, 1)
        return run_id


class RunParamMerger(RunItemMerger[RunParamRecord]):
    """Merges parameters of runs."""

    row_type: ClassVar[Any] = MLRunParam

    def _row(self, record: RunParamRecord, existing: Row) -> Row:
        return param_row(self._run_id(record, existing), record.name, record.value)


class RunTagMerger(RunItemMerger[RunTagRecord]):
    """Merges tags of runs."""

    row_type: ClassVar[Any] = MLRunTag
    name_field: ClassVar[str] = "key"

    def _row(self, record: RunTagRecord, existing: Row) -> Row:
        return tag_row(self._run_id(record, existing), record.key, record.value)


class RunInputMerger(RunItemMerger[RunInputRecord]):
    """Merges inputs of runs, identified by run, dataset and context."""

    row_type: ClassVar[Any] = MLRunInput

    def _key(self, record: RunInputRecord) -> Key:
        return (record.run, record.dataset, record.digest, record.context)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_inputs(self.work.dialect), keys)

    def _row(self, record: RunInputRecord, existing: Row) -> Row:
        owner = {"run_id": self._run_id(record, existing)}
        if existing["dataset_id"] is None:
            raise NotFoundError("dataset", record.dataset, f"for {record}")
        return owner | {"dataset_id": existing["dataset_id"], "context": record.context}


class PointsMerger:
    """Adds points to the series of runs; each is stored once. Points are counted, not records."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._series = GrowingSeriesRepository(work.rules.session.connection())

    def merge(self, records: Sequence[PointsRecord]) -> None:
        """Store new points, and count those that exist."""
        tally = self.work.report.tallies[PointsRecord.type_name]
        parts: dict[tuple[str, str], list[Points]] = {}
        for record in records:
            if record.run in self.work.left_runs:
                tally.left_out += len(record.steps)
                continue
            points = Points.of_columns(record.steps, record.times_ms, record.values)
            tally.there += len(record.steps)
            parts.setdefault((record.run, record.name), []).append(points)
        runs = self._runs({run for run, _ in parts})
        new = self._add(
            {(runs[run]["id"], name): merged(some) for (run, name), some in parts.items()},
            {row["id"]: row["experiment_id"] for row in runs.values()},
        )
        tally.new += new.total()
        tally.there -= new.total()
        for run_id, count in new.items():
            self.work.note_late(run_id, PointsRecord.type_name, count)

    def _runs(self, public_ids: set[str]) -> dict[str, Row]:
        keys = [(public_id,) for public_id in sorted(public_ids)]
        runs = {}
        for row in self.work.look_up(imported.run_facts(self.work.dialect), keys):
            if row["id"] is None:
                raise NotFoundError("run", row["key_0"], "to which points belong")
            runs[row["key_0"]] = row
        return runs

    def _add(
        self, points: dict[tuple[int, str], Points], experiments: dict[int, int]
    ) -> Counter[int]:
        """How many points of each run were new."""
        series = self._series.get(points)
        for key in points.keys() - series.keys():
            series[key] = GrowingSeries()
        for key, some in points.items():
            series[key].expect(some)
        self._series.load_overlapped(series.values())
        new: Counter[int] = Counter()
        for key, some in points.items():
            new[key[0]] += series[key].add(some)
        self._series.store([(key, experiments[key[0]], series[key]) for key in points])
        return new


class LoggedItemMerger(Merger[OfModelT]):
    """Merges items of logged models, identified by the model and a name."""

    name_field: ClassVar[str] = "name"

    def _key(self, record: OfModelT) -> Key:
        return (record.logged_model, getattr(record, self.name_field))

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        dialect, name_field = self.work.dialect, self.name_field
        return self.work.look_up(
            imported.existing_logged_items(dialect, self.row_type, name_field), keys
        )

    def _check(self, new: Sequence[tuple[OfModelT, Row]]) -> None:
        """Items of logged models have no rules of a service."""

    def _is_left_out(self, record: OfModelT, existing: Row) -> bool:
        return record.logged_model in self.work.left_logged_models

    def _was_there(self, row_id: int) -> bool:
        # These tables have no ids that would tell what the import itself inserted.
        return row_id >= 0

    def _row(self, record: OfModelT, existing: Row) -> Row:
        if existing["logged_model_id"] is None:
            raise NotFoundError("logged model", record.logged_model, f"for {record}")
        owner = {"logged_model_id": existing["logged_model_id"]}
        return record.model_dump(exclude={"logged_model"}) | owner


class LoggedModelParamMerger(LoggedItemMerger[LoggedModelParamRecord]):
    """Merges parameters of logged models."""

    row_type: ClassVar[Any] = MLLoggedModelParam


class LoggedModelTagMerger(LoggedItemMerger[LoggedModelTagRecord]):
    """Merges tags of logged models."""

    row_type: ClassVar[Any] = MLLoggedModelTag
    name_field: ClassVar[str] = "key"


class LoggedModelMetricMerger(LoggedItemMerger[LoggedModelMetricRecord]):
    """Merges metrics of logged models, identified by model, name, dataset, step and time."""

    row_type: ClassVar[Any] = MLLoggedModelMetric

    def _key(self, record: LoggedModelMetricRecord) -> Key:
        dataset = (record.dataset_name, record.dataset_digest)
        return (record.logged_model, record.name, *dataset, record.step, record.time_ms)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_logged_metrics(self.work.dialect), keys)

    def _conflict(self, record: LoggedModelMetricRecord, existing: Row) -> str | None:
        if existing["id"] is None or _stored(record.value) == existing["value"]:
            return None
        here = nan if existing["value"] is None else existing["value"]
        return difference({"value": here}, {"value": record.value})

    def _row(self, record: LoggedModelMetricRecord, existing: Row) -> Row:
        return super()._row(record, existing) | {"value": _stored(record.value)}


def _stored(value: float) -> float | None:
    """As the database has it, where NULL stands for NaN."""
    return None if isnan(value) else value
