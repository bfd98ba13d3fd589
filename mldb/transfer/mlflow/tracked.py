"""Reads MLflow's experiments, runs and logged models in batches."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, select

from mldb.points.chunk import CHUNK_POINTS
from mldb.transfer.mlflow.tables import Tables, read_tracking_tables

_RUNS_AT_A_TIME: Final = 200
_ROWS_AT_A_TIME: Final = 1_000
_CONTEXT: Final = "mlflow.data.context"

Point = tuple[int, int, float]
"""Step, time and value."""


@dataclass(frozen=True, slots=True)
class TrackedRun:
    """A run with its tags; `row` has the columns of its table."""

    row: Row[Any]
    tags: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class TrackedModel:
    """A logged model, and the step at which its run saved it."""

    row: Row[Any]
    step: int | None


class TrackingStore:
    """Reads what MLflow tracked, from a snapshot; there may be nothing of it."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._tables: Tables = read_tracking_tables(connection)
        self._workspace = workspace

    def experiments(self) -> list[Row[Any]]:
        """The experiments of the workspace, deleted ones among them."""
        if "experiments" not in self._tables:
            return []
        table = self._tables["experiments"]
        found = select(table)
        if "workspace" in table.c:
            found = found.where(table.c.workspace == self._workspace)
        return [*self._connection.execute(found.order_by(table.c.experiment_id))]

    def experiment_tags(self) -> Iterator[Row[Any]]:
        """Tags of all experiments."""
        return self._all("experiment_tags", "experiment_id", "key")

    def runs(self) -> Iterator[list[TrackedRun]]:
        """All runs, in batches."""
        if "runs" not in self._tables:
            return
        table = self._tables["runs"]
        last = ""
        while True:
            found = select(table).where(table.c.run_uuid > last).order_by(table.c.run_uuid)
            rows = self._connection.execute(found.limit(_RUNS_AT_A_TIME)).all()
            if not rows:
                return
            last = rows[-1].run_uuid
            yield self._with_tags(rows)

    def runs_with_ids(self, run_ids: Collection[str]) -> list[TrackedRun]:
        """Those of these runs that exist."""
        table = self._tables["runs"]
        found = select(table).where(table.c.run_uuid.in_(run_ids))
        return self._with_tags(self._connection.execute(found).all()) if run_ids else []

    def run_locations(self) -> Iterator[Row[Any]]:
        """All runs, in one stream."""
        return self._all("runs", "run_uuid")

    def model_locations(self) -> Iterator[Row[Any]]:
        """All logged models, in one stream."""
        return self._all("logged_models", "model_id")

    def params(self, run_ids: Collection[str]) -> Iterator[tuple[str, dict[str, str | None]]]:
        """Parameters by run."""
        rows = self._of("params", "run_uuid", run_ids, "key")
        for run_id, some in groupby(rows, key=lambda row: row.run_uuid):
            yield run_id, {row.key: row.value for row in some}

    def points(self, run_ids: Collection[str]) -> Iterator[tuple[str, str, list[Point]]]:
        """Run, metric and points of all metrics of these runs, up to 512 points at a time."""
        rows = self._of("metrics", "run_uuid", run_ids, "key", "step", "timestamp")
        for (run_id, name), some in groupby(rows, key=lambda row: (row.run_uuid, row.key)):
            points = (
                (
                    row.step,
                    row.timestamp,
                    math.nan if row.is_nan or row.value is None else row.value,
                )
                for row in some
            )
            while part := list(islice(points, CHUNK_POINTS)):
                yield run_id, name, part

    def datasets(self) -> Iterator[Row[Any]]:
        """All datasets."""
        return self._all("datasets", "dataset_uuid")

    def inputs(self, run_ids: Collection[str]) -> Iterator[tuple[Row[Any], str]]:
        """Inputs of these runs as rows with `run_uuid`, `name` and `digest`, and their contexts."""
        if not {"inputs", "datasets"} <= set(self._tables):
            return
        inputs, datasets = self._tables["inputs"].c, self._tables["datasets"].c
        found = (
            select(
                inputs.input_uuid,
                inputs.destination_id.label("run_uuid"),
                datasets.name,
                datasets.digest,
                datasets.experiment_id,
            )
            .join(self._tables["datasets"], datasets.dataset_uuid == inputs.source_id)
            .where(inputs.source_type == "DATASET", inputs.destination_type == "RUN")
            .where(inputs.destination_id.in_(run_ids))
            .order_by(inputs.destination_id, inputs.input_uuid)
        )
        rows = self._streamed(found)
        while some := list(islice(rows, _RUNS_AT_A_TIME)):
            contexts = self._contexts([row.input_uuid for row in some])
            yield from ((row, contexts.get(row.input_uuid, "")) for row in some)

    def logged_models(self) -> Iterator[list[TrackedModel]]:
        """All logged models, in batches."""
        if "logged_models" not in self._tables:
            return
        rows = self._all("logged_models", "model_id")
        while some := list(islice(rows, _RUNS_AT_A_TIME)):
            steps = self._steps([row.model_id for row in some])
            yield [TrackedModel(row, steps.get(row.model_id)) for row in some]

    def model_values(
        self, table_name: str, key: str, value: str, model_ids: Collection[str]
    ) -> dict[str, dict[str, str | None]]:
        """Parameters or tags of logged models, by model and name."""
        values: dict[str, dict[str, str | None]] = defaultdict(dict)
        for row in self._of(table_name, "model_id", model_ids, key):
            values[row.model_id][getattr(row, key)] = getattr(row, value)
        return values

    def model_metrics(self, model_ids: Collection[str]) -> Iterator[Row[Any]]:
        """Metrics of logged models."""
        return self._of("logged_model_metrics", "model_id", model_ids, "metric_name")

    def count(self, table_name: str) -> int:
        """Number of rows, 0 if there is no such table."""
        if table_name not in self._tables:
            return 0
        counted = select(func.count()).select_from(self._tables[table_name])
        return int(self._connection.scalar(counted) or 0)

    def count_experiments_elsewhere(self) -> int:
        """Number of experiments in other workspaces."""
        return self.count("experiments") - len(self.experiments())

    def _with_tags(self, rows: Sequence[Row[Any]]) -> list[TrackedRun]:
        tags: dict[str, dict[str, str | None]] = defaultdict(dict)
        for row in self._of("tags", "run_uuid", [row.run_uuid for row in rows], "key"):
            tags[row.run_uuid][row.key] = row.value
        return [TrackedRun(row, tags[row.run_uuid]) for row in rows]

    def _contexts(self, input_ids: Collection[str]) -> dict[str, str]:
        rows = self._of("input_tags", "input_uuid", input_ids, "name")
        return {row.input_uuid: row.value or "" for row in rows if row.name == _CONTEXT}

    def _steps(self, model_ids: Collection[str]) -> dict[str, int]:
        """Steps at which runs saved models, which MLflow keeps among the inputs."""
        if "inputs" not in self._tables or "step" not in self._tables["inputs"].c:
            return {}
        inputs = self._tables["inputs"].c
        found = select(inputs.destination_id, inputs.step).where(
            inputs.source_type == "RUN_OUTPUT", inputs.destination_id.in_(model_ids)
        )
        return {model_id: step for model_id, step in self._connection.execute(found) if step}

    def _all(self, table_name: str, *order: str) -> Iterator[Row[Any]]:
        if table_name not in self._tables:
            return iter(())
        table = self._tables[table_name]
        return self._streamed(select(table).order_by(*(table.c[name] for name in order)))

    def _of(
        self, table_name: str, owner: str, owners: Collection[str], *order: str
    ) -> Iterator[Row[Any]]:
        if table_name not in self._tables or not owners:
            return iter(())
        table = self._tables[table_name]
        found = select(table).where(table.c[owner].in_(owners))
        return self._streamed(found.order_by(*(table.c[name] for name in (owner, *order))))

    def _streamed(self, found: Select[Any]) -> Iterator[Row[Any]]:
        # By a cursor of the server: else the driver would fetch all at once.
        options = {"yield_per": _ROWS_AT_A_TIME}
        yield from self._connection.execute(found, execution_options=options)
