"""Reads MLflow's runs and logged models in batches."""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Integer, Row, Select, and_, cast, func, or_, select

from mldb.transfer.mlflow.tables import read_run_tables

Values = dict[str, Any]
"""Values by name."""

# MLflow's substitutes for infinity.
_INFINITIES: Final = {sign * sys.float_info.max: sign * math.inf for sign in (1, -1)}
# A list of the models that a run logged, as MLflow 2 keeps it.
_HISTORY: Final = "mlflow.log-model.history"


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run: its user, its parameters and the last values of its metrics.

    `models` are the ids of its logged models, as far as MLflow 3 recorded them; `model_count` is
    their number, or 0 if MLflow recorded none. `foreign` are names of metrics that it logged to
    models of other runs; `linked` are names of metrics and parameters of its own models.
    """

    user_id: str | None
    params: Values
    metrics: Values
    models: frozenset[str] = frozenset()
    model_count: int = 0
    foreign: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LoggedModel:
    """A logged model with its values, from all runs.

    `other_datasets` are metrics, as name and data set, that have a later value of another data
    set.
    """

    model_id: str
    name: str
    location: str
    run_id: str | None
    params: Values = field(default_factory=dict)
    metrics: Values = field(default_factory=dict)
    other_datasets: tuple[tuple[str, str], ...] = ()


class RunStore:
    """Reads runs and logged models from a snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = read_run_tables(connection)
        self._evaluating: frozenset[str] | None = None

    def runs(self, run_ids: Collection[str]) -> dict[str, StoredRun]:
        """The existing runs among these, by id."""
        if "runs" not in self._tables or not run_ids:
            return {}
        table = self._tables["runs"]
        found = select(table.c.run_uuid, table.c.user_id).where(table.c.run_uuid.in_(run_ids))
        users = dict(iter(self._connection.execute(found)))
        params = self._values_of("params", "run_uuid", "key", "value", users)
        metrics = self._metrics(users)
        models = self._models_of(users)
        history, foreign = self._history(users), self._foreign(users)
        linked = self._linked(models)
        return {
            run_id: StoredRun(
                user,
                params[run_id],
                metrics[run_id],
                frozenset(models[run_id]),
                max(len(models[run_id]), history.get(run_id, 0)),
                foreign=frozenset(foreign[run_id]),
                linked=frozenset(linked[run_id]),
            )
            for run_id, user in users.items()
        }

    def models(
        self, model_ids: Collection[str], locations: Collection[str], run_ids: Collection[str]
    ) -> list[LoggedModel]:
        """Logged models with one of these ids, locations or runs."""
        if "logged_models" not in self._tables:
            return []
        table = self._tables["logged_models"]
        wanted = or_(
            table.c.model_id.in_(model_ids),
            table.c.artifact_location.in_(locations),
            table.c.source_run_id.in_(run_ids),
        )
        return [
            LoggedModel(row.model_id, row.name, row.artifact_location or "", row.source_run_id)
            for row in self._connection.execute(select(table).where(wanted))
        ]

    def with_values(self, models: Iterable[LoggedModel]) -> dict[str, LoggedModel]:
        """These models with their parameters and metrics, by id."""
        ids = {model.model_id: model for model in models}
        params = self._values_of("logged_model_params", "model_id", "param_key", "param_value", ids)
        metrics, others = self._model_metrics(ids)
        return {
            model_id: LoggedModel(
                model_id,
                model.name,
                model.location,
                model.run_id,
                params[model_id],
                metrics[model_id],
                tuple(others[model_id]),
            )
            for model_id, model in ids.items()
        }

    def _values_of(
        self, table_name: str, owner: str, name: str, value: str, owners: Collection[str]
    ) -> dict[str, Values]:
        if table_name not in self._tables or not owners:
            return defaultdict(dict)
        table = self._tables[table_name]
        found = select(table.c[owner], table.c[name], table.c[value])
        rows = self._connection.execute(found.where(table.c[owner].in_(owners)))
        return by_owner((row[0], row[1], row[2]) for row in rows)

    def _metrics(self, run_ids: Collection[str]) -> dict[str, Values]:
        table = self._tables["latest_metrics"]
        rows = self._connection.execute(select(table).where(table.c.run_uuid.in_(run_ids)))
        return by_owner(
            (row.run_uuid, row.key, math.nan if row.is_nan else _number(row.value)) for row in rows
        )

    def _models_of(self, run_ids: Collection[str]) -> dict[str, list[str]]:
        """Ids of the models that each run logged, deleted ones among them."""
        found: dict[str, list[str]] = defaultdict(list)
        for model in self.models((), (), run_ids):
            found[str(model.run_id)].append(model.model_id)
        return found

    def _history(self, run_ids: Collection[str]) -> dict[str, int]:
        """Number of logged models by run, as MLflow 2 recorded them."""
        if "tags" not in self._tables:
            return {}
        table = self._tables["tags"]
        found = select(table.c.run_uuid, table.c.value).where(
            table.c.run_uuid.in_(run_ids), table.c.key == _HISTORY
        )
        return {run_id: _count_models(text) for run_id, text in self._connection.execute(found)}

    def _linked(self, models: dict[str, list[str]]) -> dict[str, set[str]]:
        """Names that were logged to models of these runs, by run."""
        runs = {model_id: run_id for run_id, ids in models.items() for model_id in ids}
        linked: dict[str, set[str]] = defaultdict(set)
        for table_name, column in (
            ("logged_model_metrics", "metric_name"),
            ("logged_model_params", "param_key"),
        ):
            if table_name not in self._tables or not runs:
                continue
            table = self._tables[table_name]
            found = select(table.c.model_id, table.c[column]).distinct()
            for model_id, name in self._connection.execute(found.where(table.c.model_id.in_(runs))):
                linked[runs[model_id]].add(name)
        return linked

    def _foreign(self, run_ids: Collection[str]) -> dict[str, set[str]]:
        """Names of metrics that runs logged to models of other runs, by run."""
        foreign: dict[str, set[str]] = defaultdict(set)
        evaluating = self._evaluating_runs() & set(run_ids)
        if evaluating:
            metrics = self._tables["logged_model_metrics"]
            found = self._of_others(metrics.c.run_id, metrics.c.metric_name)
            for run_id, name in self._connection.execute(
                found.where(metrics.c.run_id.in_(evaluating))
            ):
                foreign[run_id].add(name)
        return foreign

    def _evaluating_runs(self) -> frozenset[str]:
        """Runs that logged metrics to models of other runs: few, and found by reading all once."""
        if self._evaluating is None:
            self._evaluating = frozenset()
            if {"logged_model_metrics", "logged_models"} <= set(self._tables):
                found = self._of_others(self._tables["logged_model_metrics"].c.run_id)
                self._evaluating = frozenset(self._connection.scalars(found))
        return self._evaluating

    def _of_others(self, *columns: Any) -> Select[Any]:
        metrics, models = self._tables["logged_model_metrics"], self._tables["logged_models"]
        joined = and_(
            models.c.model_id == metrics.c.model_id, models.c.source_run_id != metrics.c.run_id
        )
        return select(*columns).distinct().join_from(metrics, models, joined)

    def _model_metrics(
        self, model_ids: Collection[str]
    ) -> tuple[dict[str, Values], dict[str, list[tuple[str, str]]]]:
        """The last values, and which were logged earlier for other data sets."""
        metrics: dict[str, Values] = defaultdict(dict)
        others: dict[str, list[tuple[str, str]]] = defaultdict(list)
        last: dict[tuple[str, str], Row[Any]] = {}
        rows = self._last_of_each(model_ids)
        not_numbers = self._not_numbers(rows)
        for row in rows:
            key = (row.model_id, row.metric_name)
            if key not in last:
                last[key] = row
                is_nan = _point(row) in not_numbers
                value = math.nan if is_nan else _number(row.metric_value)
                metrics[row.model_id][row.metric_name] = value
            elif _dataset(row) not in {_dataset(last[key]), *others[row.model_id]}:
                others[row.model_id].append(_dataset(row))
        return metrics, others

    def _not_numbers(self, rows: Iterable[Row[Any]]) -> set[tuple[Any, ...]]:
        """Points that are NaN: MLflow stores 0 for the model, and NaN only for the run."""
        zeros = [row for row in rows if row.metric_value == 0]
        if not zeros or "metrics" not in self._tables:
            return set()
        columns = self._tables["metrics"].c
        found = select(columns.run_uuid, columns.key, columns.timestamp, columns.step).where(
            columns.run_uuid.in_({row.run_id for row in zeros}),
            columns.key.in_({row.metric_name for row in zeros}),
            # SQLite has no truth values, and PostgreSQL doesn't take numbers for them.
            cast(columns.is_nan, Integer) == 1,
        )
        return {tuple(row) for row in self._connection.execute(found)}

    def _last_of_each(self, model_ids: Collection[str]) -> Sequence[Row[Any]]:
        """The last value by model, name, run and data set, the latest of all runs first.

        In a run the greatest step counts; the steps of different runs mean different things.
        """
        if "logged_model_metrics" not in self._tables or not model_ids:
            return ()
        table = self._tables["logged_model_metrics"]
        columns = table.c
        newest = (columns.metric_step, columns.metric_timestamp_ms, columns.metric_value)
        rank = func.row_number().over(
            partition_by=(
                columns.model_id,
                columns.metric_name,
                columns.run_id,
                columns.dataset_name,
                columns.dataset_digest,
            ),
            order_by=[column.desc() for column in newest],
        )
        ranked = select(*columns, rank.label("rank")).where(columns.model_id.in_(model_ids))
        found = ranked.subquery()
        latest = (found.c.metric_timestamp_ms, found.c.metric_step, found.c.metric_value)
        order = (*(column.desc() for column in latest), found.c.run_id, found.c.dataset_name)
        last = select(found).where(found.c.rank == 1).order_by(*order)
        return self._connection.execute(last).all()


def by_owner(rows: Iterable[tuple[str, str, Any]]) -> dict[str, Values]:
    """Values by owner and name; of an owner without any an empty dict."""
    values: dict[str, Values] = defaultdict(dict)
    for owner, name, value in rows:
        values[owner][name] = value
    return values


def _number(value: float | None) -> float:
    """The logged number: MLflow stores NULL for NaN in some databases, the largest for infinity."""
    return math.nan if value is None else _INFINITIES.get(value, value)


def _point(row: Row[Any]) -> tuple[Any, ...]:
    return row.run_id, row.metric_name, row.metric_timestamp_ms, row.metric_step


def _dataset(row: Row[Any]) -> tuple[str, str]:
    return row.metric_name, row.dataset_name or row.dataset_digest or ""


def _count_models(history: str) -> int:
    try:
        models = json.loads(history)
        return len({model["artifact_path"] for model in models})
    except (ValueError, TypeError, KeyError):
        # A tag of this name that is not MLflow's.
        return 0
