"""Translates MLflow's experiments, runs and logged models into records.

What Modelbook can't hold is left out: a field, an item, or else the whole.
"""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row

from mldb.terminal import plain
from mldb.transfer.mlflow.fields import moment_of, stripped
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.recording import Recording, RecordT
from mldb.transfer.mlflow.tracked import Point, TrackedModel, TrackedRun
from mldb.transfer.mlflow.translation import UNKNOWN
from mldb.transfer.mlflow.wording import OF_TEXT, refused_field, why_refused
from mldb.transfer.records import (
    DatasetRecord,
    ExperimentRecord,
    ExperimentTagRecord,
    LoggedModelMetricRecord,
    LoggedModelParamRecord,
    LoggedModelRecord,
    LoggedModelTagRecord,
    PointsRecord,
    RunInputRecord,
    RunParamRecord,
    RunRecord,
    RunTagRecord,
)
from mldb.values.enums import RunStatus, VersionStatus
from mldb.values.names import DEFAULT_EXPERIMENT, Name

DESCRIPTION: Final = "mlflow.note.content"
PARENT: Final = "mlflow.parentRunId"
_NAME: Final = "mlflow.runName"
_SOURCE: Final = "mlflow.source.name"
_COMMIT: Final = "mlflow.source.git.commit"
_LOCATION: Final = "mlflow.artifact_location"
# Tags that are fields here; if they stayed tags, too, the two could contradict each other later.
_FIELDS: Final = {DESCRIPTION, PARENT, _NAME}
_STATUSES: Final = {each.name: each for each in RunStatus}
_MODEL_STATUSES: Final = {
    1: VersionStatus.PENDING,
    2: VersionStatus.READY,
    3: VersionStatus.FAILED,
}
_DELETED: Final = "deleted"
_END: Final = "It ended before it started; here it ends when it starts."
_SUBSTITUTE: Final = (
    "MLflow stored the greatest number for infinity, perhaps; it is kept as it was stored."
)
_NOTHING: Final[Mapping[str, str]] = {}
_POINTS_NAME: Final[TypeAdapter[str]] = TypeAdapter(Name)


class TrackingTranslation(Recording):
    """Makes records of what MLflow tracked."""

    def __init__(self, left_out: LeftOutGroups, changed: LeftOutGroups) -> None:
        super().__init__(left_out, changed)
        self._refused_points: tuple[str, str] | None = None

    def experiment(
        self, row: Row[Any], tags: Mapping[str, str | None]
    ) -> tuple[ExperimentRecord, list[ExperimentTagRecord]] | None:
        """The experiment with its tags; None if it can't be kept."""
        authored = self._authored_at(
            getattr(row, "creation_time", None), getattr(row, "last_update_time", None)
        )
        trashed = self._trashed(row, authored["updated_at"])
        if row.name == DEFAULT_EXPERIMENT and trashed:
            why = f"{DEFAULT_EXPERIMENT} can't be in Modelbook's trash; it is taken without that."
            self._changed.add("experiments", row.name, why)
            trashed = {}
        given = dict(tags)
        fields = {"description": given.pop(DESCRIPTION, None) or ""}
        record = self._lenient(
            ExperimentRecord, row.name, {"name": row.name, **authored, **trashed}, fields
        )
        if record is None:
            return None
        if not record.description and tags.get(DESCRIPTION):
            given = dict(tags)
        fixed = authored | {"experiment": record.name}
        values = {key: value or "" for key, value in given.items()}
        return record, [*self._items(ExperimentTagRecord, "key", values, record.name, fixed)]

    def run(self, stored: TrackedRun, experiment: str, parent: str | None) -> RunRecord | None:
        """The run; None if it can't be kept."""
        row, tags = stored.row, stored.tags
        label = row.run_uuid
        if row.status not in _STATUSES:
            self._left_out.add("runs", label, "Modelbook has no such status.")
            return None
        started = moment_of(row.start_time)
        ended = None if getattr(row, "end_time", None) is None else moment_of(row.end_time)
        if ended is not None and ended < started:
            self._changed.add("runs", label, _END)
            ended = started
        fixed = {
            "public_id": row.run_uuid,
            "experiment": experiment,
            "parent": parent,
            "status": _STATUSES[row.status],
            "started_at": started,
            "ended_at": ended,
        }
        user = stripped(getattr(row, "user_id", None))
        given = {
            "name": stripped(tags.get(_NAME) or getattr(row, "name", None)) or row.run_uuid,
            "description": tags.get(DESCRIPTION) or "",
            "user_name": user,
            "source": stripped(getattr(row, "source_name", None) or tags.get(_SOURCE)),
            "git_commit": stripped(getattr(row, "source_version", None) or tags.get(_COMMIT)),
        }
        authored = self._authored_at(row.start_time, getattr(row, "end_time", None))
        deleted = getattr(row, "deleted_time", None)
        trashed = self._trashed(row, moment_of(deleted) if deleted else authored["updated_at"])
        instead = {"name": row.run_uuid}
        return self._lenient(RunRecord, label, fixed | authored | trashed, given, instead)

    def params(self, run_id: str, values: Mapping[str, str | None]) -> Iterator[RunParamRecord]:
        """Parameters of a run."""
        given = {name: value or "" for name, value in values.items()}
        return self._items(RunParamRecord, "name", given, run_id, {"run": run_id})

    def tags(self, stored: TrackedRun, record: RunRecord) -> Iterator[RunTagRecord]:
        """Tags of a run, but those that are its fields here."""
        fields = {_NAME: record.name, DESCRIPTION: record.description, PARENT: record.parent}
        given = {
            key: value or ""
            for key, value in stored.tags.items()
            if key not in _FIELDS or stripped(value) != stripped(fields[key])
        }
        run_id = record.public_id
        return self._items(RunTagRecord, "key", given, run_id, {"run": run_id})

    def points(self, run_id: str, name: str, points: list[Point]) -> PointsRecord | None:
        """Points of a metric; None if its name can't be kept, which is reported once."""
        if (run_id, name) == self._refused_points:
            return None
        label = f"{run_id} {name}"
        steps, times_ms, values = (list(column) for column in zip(*points, strict=True))
        if any(abs(value) == sys.float_info.max for value in values):
            self._changed.add("points", label, _SUBSTITUTE)
        columns = {"steps": steps, "times_ms": times_ms, "values": values}
        try:
            _POINTS_NAME.validate_python(name)
            return PointsRecord.model_validate({"run": run_id, "name": name, **columns})
        except ValidationError as error:
            self._refused_points = (run_id, name)
            self._left_out.add("points", label, why_refused(error))
            return None

    def dataset(self, row: Row[Any], experiment: str) -> DatasetRecord | None:
        """A dataset; documents that are too long are left out."""
        given = {
            "source_type": row.dataset_source_type or "",
            "source": row.dataset_source or "",
            "schema": getattr(row, "dataset_schema", None) or "",
            "profile": getattr(row, "dataset_profile", None) or "",
        }
        fixed = {"experiment": experiment, "name": row.name, "digest": row.digest}
        return self._lenient(DatasetRecord, f"{experiment} {row.name}", fixed, given)

    def run_input(self, row: Row[Any], context: str) -> RunInputRecord | None:
        """A dataset that a run read."""
        fixed = {"run": row.run_uuid, "dataset": row.name, "digest": row.digest}
        label = f"{row.run_uuid} {row.name}"
        return self._lenient(RunInputRecord, label, fixed, {"context": context})

    def logged_model(
        self, stored: TrackedModel, experiment: str, run: str | None
    ) -> LoggedModelRecord | None:
        """A logged model; None if it can't be kept."""
        row = stored.row
        if row.status not in _MODEL_STATUSES:
            self._left_out.add("logged_models", row.model_id, "Modelbook has no such status.")
            return None
        authored = self._authored_at(
            getattr(row, "creation_timestamp_ms", None),
            getattr(row, "last_updated_timestamp_ms", None),
        )
        fixed = {
            "public_id": row.model_id,
            "experiment": experiment,
            "run": run,
            "status": _MODEL_STATUSES[row.status],
            "step": stored.step,
        }
        trashed = self._trashed(row, authored["updated_at"])
        given = {
            "name": stripped(row.name) or row.model_id,
            "model_type": stripped(getattr(row, "model_type", None)),
        }
        instead = {"name": row.model_id}
        return self._lenient(
            LoggedModelRecord, row.model_id, fixed | authored | trashed, given, instead
        )

    def model_params(
        self, model_id: str, values: Mapping[str, str | None]
    ) -> Iterator[LoggedModelParamRecord]:
        """Parameters of a logged model."""
        given = {name: value or "" for name, value in values.items()}
        fixed = {"logged_model": model_id}
        return self._items(LoggedModelParamRecord, "name", given, model_id, fixed)

    def model_tags(
        self, stored: TrackedModel, values: Mapping[str, str | None]
    ) -> Iterator[LoggedModelTagRecord]:
        """Tags of a logged model, and one that says where its files lie."""
        given = {key: value or "" for key, value in values.items()}
        location = stripped(getattr(stored.row, "artifact_location", None))
        if location:
            given[_LOCATION] = location
        model_id = stored.row.model_id
        return self._items(LoggedModelTagRecord, "key", given, model_id, {"logged_model": model_id})

    def model_metric(self, row: Row[Any]) -> LoggedModelMetricRecord | None:
        """A metric of a logged model."""
        value = row.metric_value
        fixed = {
            "logged_model": row.model_id,
            "name": row.metric_name,
            "dataset_name": getattr(row, "dataset_name", None) or "",
            "dataset_digest": getattr(row, "dataset_digest", None) or "",
            "step": row.metric_step,
            "time_ms": row.metric_timestamp_ms,
            "value": float("nan") if value is None else float(value),
        }
        label = f"{row.model_id} {row.metric_name}"
        return self._lenient(LoggedModelMetricRecord, label, fixed, {})

    def _lenient(
        self,
        record_type: type[RecordT],
        label: str,
        fixed: Mapping[str, Any],
        given: Mapping[str, str],
        instead: Mapping[str, str] = _NOTHING,
    ) -> RecordT | None:
        """The record; what is refused of `given` is left out, or replaced by `instead`."""
        fields = {**fixed, **given}
        # Each value is replaced twice at most: by its plain text, then by nothing.
        for _ in range(2 * len(given) + 1):
            try:
                return record_type.model_validate(fields)
            except ValidationError as error:
                name, error_type = refused_field(error)
                last = instead.get(name, "")
                if name not in given or fields[name] == last:
                    self._left_out.add(record_type.type_name, label, why_refused(error))
                    return None
                if error_type == OF_TEXT and plain(fields[name]) != fields[name]:
                    fields[name] = plain(fields[name])
                    continue
                kind = f"{record_type.type_name} {name}".replace("_", " ")
                self._left_out.add(kind, label, why_refused(error))
                fields[name] = last
        return None

    def _authored_at(self, created: int | None, updated: int | None) -> dict[str, Any]:
        created_at = moment_of(created if created is not None else updated)
        updated_at = max(created_at, created_at if updated is None else moment_of(updated))
        return {
            "created_at": created_at,
            "created_by": UNKNOWN,
            "updated_at": updated_at,
            "updated_by": UNKNOWN,
        }

    def _trashed(self, row: Row[Any], at: datetime) -> dict[str, Any]:
        if getattr(row, "lifecycle_stage", None) != _DELETED:
            return {}
        return {"deleted_at": at, "deleted_by": UNKNOWN}
