"""Compares what MLflow tracked with what is here, and yields the records to add."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row

from mldb.transfer.mlflow.existing import ExistingRegistry
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.recording import SAME_NAME
from mldb.transfer.mlflow.tracked import TrackedModel, TrackedRun, TrackingStore
from mldb.transfer.mlflow.tracking import PARENT, TrackingTranslation
from mldb.transfer.records import LoggedModelRecord, Record, RunRecord
from mldb.values.enums import RunStatus

RunProgress = Callable[[int, int], None]
"""Gets the number of runs read and the number of all, now and then."""

_TRASHED: Final = "It is in Modelbook's trash, and stays there."
_OWNER: Final = "Its experiment or its run is left out."
_ELSEWHERE: Final = "They are in other workspaces, with their runs."
_PARENT: Final = "Its parent run is left out, or none, or started after it."
_OTHER_EXPERIMENT: Final = "Modelbook has it in another experiment."
_TRACES: Final = "Modelbook keeps no traces."


class RunEnd(NamedTuple):
    """A run that was running at the last import and has ended in MLflow since."""

    public_id: str
    status: RunStatus
    ended_at: datetime | None


class TrackingReconciliation:
    """What MLflow tracked as records, without existing experiments, runs and logged models.

    Existing ones stay as they are, as people may have edited them; what was logged to them is
    yielded. `there` counts them by record type, `ends` are runs to end afterwards.
    """

    def __init__(
        self,
        store: TrackingStore,
        existing: ExistingRegistry,
        translation: TrackingTranslation,
        left_out: LeftOutGroups,
        progress: RunProgress,
    ) -> None:
        self.there: Counter[str] = Counter()
        self.ends: list[RunEnd] = []
        self._store = store
        self._existing = existing
        self._translation = translation
        self._left_out = left_out
        self._progress = progress
        self._experiments: dict[Any, str] = {}
        self._refused_runs: set[str] = set()
        self._refused_models: set[str] = set()

    def records(self) -> Iterator[Record]:
        """Records, each after its owner, many of one type in a row."""
        elsewhere = self._store.count_experiments_elsewhere()
        if elsewhere:
            self._left_out.add_many("experiments", _ELSEWHERE, elsewhere)
        traces = self._store.count("trace_info")
        if traces:
            self._left_out.add_many("traces", _TRACES, traces)
        yield from self._experiment_records()
        yield from self._datasets()
        total, done = self._store.count("runs"), 0
        for runs in self._store.runs():
            yield from self._runs(runs)
            done += len(runs)
            self._progress(done, total)
        for models in self._store.logged_models():
            yield from self._logged_models(models)

    def is_run_taken(self, run_id: str) -> bool:
        """Whether the run, which MLflow has, is here after the import."""
        return run_id not in self._refused_runs and bool(self._experiments)

    def is_model_taken(self, model_id: str) -> bool:
        """Whether the logged model, which MLflow has, is here after the import."""
        return model_id not in self._refused_models and bool(self._experiments)

    def _experiment_records(self) -> Iterator[Record]:
        rows = self._store.experiments()
        tags: dict[Any, dict[str, str | None]] = {row.experiment_id: {} for row in rows}
        for tag in self._store.experiment_tags():
            if tag.experiment_id in tags:
                tags[tag.experiment_id][tag.key] = tag.value
        translated = {
            row.experiment_id: kept
            for row in rows
            if (kept := self._translation.experiment(row, tags[row.experiment_id])) is not None
        }
        here = self._existing.experiments([record.name for record, _ in translated.values()])
        for experiment_id, (record, items) in translated.items():
            if record.name in self._experiments.values():
                self._left_out.add(record.type_name, record.name, SAME_NAME)
                continue
            existing = here[record.name]
            if existing.id is not None:
                if existing.is_trashed and not record.is_trashed:
                    self._left_out.add(record.type_name, record.name, _TRASHED)
                    continue
                self.there[record.type_name] += 1
            else:
                yield record
            self._experiments[experiment_id] = record.name
            yield from items

    def _datasets(self) -> Iterator[Record]:
        for row in self._store.datasets():
            experiment = self._experiments.get(row.experiment_id)
            if experiment is not None:
                record = self._translation.dataset(row, experiment)
                if record is not None:
                    yield record

    def _runs(self, stored: Sequence[TrackedRun]) -> Iterator[Record]:
        parents = self._parents(stored)
        pairs = []
        for run in stored:
            record = self._run(run, parents.get(run.row.run_uuid))
            if record is not None:
                pairs.append((run, record))
        here = self._existing.runs([(record.public_id, record.experiment) for _, record in pairs])
        taken: dict[str, tuple[TrackedRun, RunRecord]] = {}
        for run, record in pairs:
            existing = here[record.public_id]
            if existing.id is None:
                yield record
            elif not self._continues(record, existing):
                self._refused_runs.add(record.public_id)
                continue
            taken[record.public_id] = (run, record)
        yield from self._logged(taken)

    def _run(self, run: TrackedRun, parent: str | None) -> RunRecord | None:
        experiment = self._experiments.get(run.row.experiment_id)
        record = None
        if experiment is not None:
            record = self._translation.run(run, experiment, parent)
        else:
            self._left_out.add_many("runs", _OWNER, 1)
        if record is None:
            self._refused_runs.add(run.row.run_uuid)
        return record

    def _continues(self, record: RunRecord, existing: Row[Any]) -> bool:
        """Whether what is logged to the existing run belongs to this one."""
        if existing.is_trashed and not record.is_trashed:
            self._left_out.add(record.type_name, record.public_id, _TRASHED)
            return False
        if existing.experiment != record.experiment:
            self._left_out.add(record.type_name, record.public_id, _OTHER_EXPERIMENT)
            return False
        self.there[record.type_name] += 1
        if record.status.is_ended and not RunStatus(existing.status).is_ended:
            self.ends.append(RunEnd(record.public_id, record.status, record.ended_at))
        return True

    def _logged(self, taken: dict[str, tuple[TrackedRun, RunRecord]]) -> Iterator[Record]:
        """What was logged to these runs."""
        for run_id, values in self._store.params(list(taken)):
            yield from self._translation.params(run_id, values)
        for run, record in taken.values():
            yield from self._translation.tags(run, record)
        for row, context in self._store.inputs(list(taken)):
            if row.experiment_id == taken[row.run_uuid][0].row.experiment_id:
                one = self._translation.run_input(row, context)
                if one is not None:
                    yield one
        for run_id, name, points in self._store.points(list(taken)):
            some = self._translation.points(run_id, name, points)
            if some is not None:
                yield some

    def _parents(self, runs: Sequence[TrackedRun]) -> dict[str, str]:
        """Parents by run, so far as they can be kept.

        A parent starts before its children, or at the same time with a smaller id; so no run can
        become a part of itself.
        """
        named = {run.row.run_uuid: parent for run in runs if (parent := run.tags.get(PARENT) or "")}
        known = {run.row.run_uuid: run for run in self._store.runs_with_ids({*named.values()})}
        silent = TrackingTranslation(LeftOutGroups(), LeftOutGroups())
        found = {}
        for run in runs:
            run_id = run.row.run_uuid
            if run_id not in named:
                continue
            stored = known.get(named[run_id])
            if stored is not None and _is_before(stored, run) and self._is_kept(stored, silent):
                found[run_id] = named[run_id]
            else:
                self._left_out.add("parents", run_id, _PARENT)
        return found

    def _is_kept(self, run: TrackedRun, translation: TrackingTranslation) -> bool:
        experiment = self._experiments.get(run.row.experiment_id)
        return experiment is not None and translation.run(run, experiment, None) is not None

    def _logged_models(self, stored: Sequence[TrackedModel]) -> Iterator[Record]:
        named = {run for model in stored if (run := _run_of(model)) is not None}
        runs = {
            run.row.run_uuid
            for run in self._store.runs_with_ids(named)
            if self.is_run_taken(run.row.run_uuid)
        }
        pairs = []
        for model in stored:
            record = self._logged_model(model, runs)
            if record is not None:
                pairs.append((model, record))
        here = self._existing.logged_models(
            [(record.public_id, record.experiment, record.run) for _, record in pairs]
        )
        taken: dict[str, TrackedModel] = {}
        for model, record in pairs:
            existing = here[record.public_id]
            if existing.id is None:
                yield record
            elif existing.is_trashed and not record.is_trashed:
                self._left_out.add(record.type_name, record.public_id, _TRASHED)
                self._refused_models.add(record.public_id)
                continue
            else:
                self.there[record.type_name] += 1
            taken[record.public_id] = model
        yield from self._of_models(taken)

    def _logged_model(self, model: TrackedModel, runs: set[str]) -> LoggedModelRecord | None:
        row = model.row
        experiment = self._experiments.get(row.experiment_id)
        run = _run_of(model)
        record = None
        if experiment is None or (run is not None and run not in runs):
            self._left_out.add_many("logged_models", _OWNER, 1)
        else:
            record = self._translation.logged_model(model, experiment, run)
        if record is None:
            self._refused_models.add(row.model_id)
        return record

    def _of_models(self, taken: dict[str, TrackedModel]) -> Iterator[Record]:
        """What was logged to these models."""
        params = self._store.model_values(
            "logged_model_params", "param_key", "param_value", list(taken)
        )
        for model_id, values in params.items():
            yield from self._translation.model_params(model_id, values)
        tags = self._store.model_values("logged_model_tags", "tag_key", "tag_value", list(taken))
        for model_id, model in taken.items():
            yield from self._translation.model_tags(model, tags.get(model_id, {}))
        for row in self._store.model_metrics(list(taken)):
            metric = self._translation.model_metric(row)
            if metric is not None:
                yield metric


def _run_of(model: TrackedModel) -> str | None:
    return getattr(model.row, "source_run_id", None) or None


def _is_before(parent: TrackedRun, run: TrackedRun) -> bool:
    return _order(parent) < _order(run)


def _order(run: TrackedRun) -> tuple[int, str]:
    return run.row.start_time or 0, run.row.run_uuid
