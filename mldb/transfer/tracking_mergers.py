"""Imports experiments, runs and logged models."""

from collections.abc import Sequence
from typing import Any

from mldb.errors import NotFoundError, RuleViolationError
from mldb.models import (
    MLDataset,
    MLExperiment,
    MLExperimentTag,
    MLLoggedModel,
    MLRun,
)
from mldb.schemas import LoggedModelCreate, MLExperimentCreate, MLRunCreate
from mldb.statements.item import ItemValue
from mldb.statements.tracking import imported
from mldb.sync_db import (
    MLExperimentService,
    MLExperimentTagService,
    MLLoggedModelService,
    MLRunService,
)
from mldb.transfer.merger import Merger, difference
from mldb.transfer.records import (
    DatasetRecord,
    ExperimentRecord,
    ExperimentTagRecord,
    LoggedModelRecord,
    RunRecord,
)
from mldb.transfer.work import Key, Row, Work
from mldb.values.names import DEFAULT_EXPERIMENT_ID


class ExperimentMerger(Merger[ExperimentRecord]):
    """Merges experiments, identified by name.

    `Default` exists everywhere; as long as nobody changed it, it becomes like the imported one.
    """

    row_type = MLExperiment

    def _key(self, record: ExperimentRecord) -> Key:
        return (record.name,)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_experiments(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[ExperimentRecord, Row]]) -> None:
        data = [MLExperimentCreate.model_construct(**record.model_dump()) for record, _ in new]
        self.work.rules.check(MLExperimentService, data)

    def _row(self, record: ExperimentRecord, existing: Row) -> Row:
        return record.model_dump()

    def _conflict(self, record: ExperimentRecord, existing: Row) -> str | None:
        if _is_untouched_default(existing) and not record.is_trashed:
            return None
        return super()._conflict(record, existing)

    def _agree(self, record: ExperimentRecord, existing: Row) -> None:
        if _is_untouched_default(existing) and record.row_version > 1:
            values = record.model_dump(exclude={"name"})
            self.work.connection.execute(imported.set_default_experiment().values(values))

    def _leave_out(self, existing: Row) -> None:
        self.work.leave_out(self.work.left_experiments, existing["id"])


def _is_untouched_default(existing: Row) -> bool:
    return bool(existing["id"] == DEFAULT_EXPERIMENT_ID and existing["row_version"] == 1)


class ExperimentTagMerger(Merger[ExperimentTagRecord]):
    """Merges tags of experiments, identified by experiment and key."""

    row_type = MLExperimentTag

    def _key(self, record: ExperimentTagRecord) -> Key:
        return (record.experiment, record.key)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_experiment_tags(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[ExperimentTagRecord, Row]]) -> None:
        items = [ItemValue(row["experiment_id"], row["key"], row["value"]) for _, row in new]
        self.work.rules.check(MLExperimentTagService, items)

    def _is_left_out(self, record: ExperimentTagRecord, existing: Row) -> bool:
        return existing["experiment_id"] in self.work.left_experiments

    def _row(self, record: ExperimentTagRecord, existing: Row) -> Row:
        owner = {"experiment_id": _experiment_id(record, existing)}
        return record.model_dump(exclude={"experiment"}) | owner


class RunMerger(Merger[RunRecord]):
    """Merges runs, identified by public id; their parents are set when all runs are there."""

    row_type = MLRun

    def merge(self, records: Sequence[RunRecord]) -> None:
        """Insert new runs, and note their parents."""
        self._parents: list[Row] = []
        super().merge(records)
        if self._parents:
            self.work.connection.execute(imported.add_parents(), self._parents)

    def _key(self, record: RunRecord) -> Key:
        return (record.public_id, record.experiment)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_runs(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[RunRecord, Row]]) -> None:
        data = [MLRunCreate.model_construct(**record.model_dump()) for record, _ in new]
        self.work.rules.check(MLRunService, data)

    def _is_left_out(self, record: RunRecord, existing: Row) -> bool:
        is_left_out = existing["experiment_id"] in self.work.left_experiments
        if is_left_out:
            self.work.left_runs.add(record.public_id)
        return is_left_out

    def _conflict(self, record: RunRecord, existing: Row) -> str | None:
        return _with_owners(super()._conflict(record, existing), record, existing, "parent")

    def _leave_out(self, existing: Row) -> None:
        self.work.leave_out(self.work.left_runs, existing["key_0"])

    def _row(self, record: RunRecord, existing: Row) -> Row:
        if record.parent is not None:
            self._parents.append({"run": record.public_id, "parent": record.parent})
        return record.model_dump(exclude={"experiment", "parent"}) | {
            "experiment_id": _experiment_id(record, existing),
            "parent_id": None,
        }


class DatasetMerger(Merger[DatasetRecord]):
    """Merges datasets, identified by experiment, name and digest."""

    row_type = MLDataset

    def _key(self, record: DatasetRecord) -> Key:
        return (record.experiment, record.name, record.digest)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_datasets(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[DatasetRecord, Row]]) -> None:
        """Datasets have no rules of a service."""

    def _is_left_out(self, record: DatasetRecord, existing: Row) -> bool:
        return existing["experiment_id"] in self.work.left_experiments

    def _content(self, record: DatasetRecord) -> Row:
        return record.model_dump(by_alias=True)

    def _row(self, record: DatasetRecord, existing: Row) -> Row:
        owner = {"experiment_id": _experiment_id(record, existing)}
        return record.model_dump(exclude={"experiment"}, by_alias=True) | owner


class LoggedModelMerger(Merger[LoggedModelRecord]):
    """Merges logged models, identified by public id."""

    row_type = MLLoggedModel

    def _key(self, record: LoggedModelRecord) -> Key:
        return (record.public_id, record.experiment, record.run)

    def _look_up(self, keys: Sequence[Key]) -> list[Row]:
        return self.work.look_up(imported.existing_logged_models(self.work.dialect), keys)

    def _check(self, new: Sequence[tuple[LoggedModelRecord, Row]]) -> None:
        data = [LoggedModelCreate.model_construct(**record.model_dump()) for record, _ in new]
        self.work.rules.check(MLLoggedModelService, data)

    def _is_left_out(self, record: LoggedModelRecord, existing: Row) -> bool:
        is_left_out = (
            existing["experiment_id"] in self.work.left_experiments
            or record.run in self.work.left_runs
        )
        if is_left_out:
            self.work.left_logged_models.add(record.public_id)
        return is_left_out

    def _conflict(self, record: LoggedModelRecord, existing: Row) -> str | None:
        return _with_owners(super()._conflict(record, existing), record, existing, "run")

    def _leave_out(self, existing: Row) -> None:
        self.work.leave_out(self.work.left_logged_models, existing["key_0"])

    def _row(self, record: LoggedModelRecord, existing: Row) -> Row:
        if record.run is not None and existing["run_id"] is None:
            raise NotFoundError("run", record.run, f"for {record}")
        return record.model_dump(exclude={"experiment", "run"}) | {
            "experiment_id": _experiment_id(record, existing),
            "run_id": existing["run_id"],
        }


def set_parents(work: Work) -> None:
    """Give the imported runs their parents.

    Raises:
        NotFoundError: a parent is missing.
        RuleViolationError: a run would be a part of itself.
    """
    for run, parent in work.connection.execute(imported.missing_parents()):
        if parent not in work.left_runs:
            raise NotFoundError("run", parent, f"of which the run {run} is a part")
    work.connection.execute(imported.set_parents())
    found = work.connection.scalar(imported.circular_parents(), {"at_most": 1})
    if found is not None:
        raise RuleViolationError(f"The run {found} would be a part of itself.")


def _experiment_id(record: Any, existing: Row) -> int:
    experiment_id: int | None = existing["experiment_id"]
    if experiment_id is None:
        raise NotFoundError("experiment", record.experiment, f"for {record}")
    return experiment_id


def _with_owners(
    conflict: str | None, record: RunRecord | LoggedModelRecord, existing: Row, owner: str
) -> str | None:
    """The conflict, or one in the experiment or the other owner, whose ids are no content."""
    if conflict is not None or existing["id"] is None:
        return conflict
    names = ("experiment", owner)
    return difference(
        {name: existing[name] for name in names}, {name: getattr(record, name) for name in names}
    )
