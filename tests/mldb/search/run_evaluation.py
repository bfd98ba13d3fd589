"""Evaluates queries about experiments and runs in plain Python."""

import re
from functools import partial
from typing import Any

from mldb.search.nodes import Comparison, Operator, Query, Sort, Words
from tests.mldb.search.random_runs import Experiment, Run, run_id
from tests.mldb.search.search_evaluation import fits, has_item, has_param, holds

STATISTICS = {"metric", "min", "max"}
COLUMNS = {
    "ended": "ended_at",
    "user": "user_name",
    "commit": "git_commit",
    "by": "created_by",
    "started": "started_at",
    "created": "created_at",
    "updated": "updated_at",
}


def experiments_found(experiments: list[Experiment], query: Query) -> list[str]:
    """Names of the experiments that the query finds, in its order."""
    found = [
        it
        for it in experiments
        if (query.reaches_trash or not it.is_trashed)
        and holds(query.condition, partial(_of_experiment, it))
    ]
    name = query.sort.field.name if query.sort else "created"
    is_descending = query.sort is None or query.sort.is_descending
    found.sort(key=lambda it: (getattr(it, COLUMNS.get(name, name)), it.id), reverse=is_descending)
    return [it.name for it in found]


def runs_found(
    experiments: list[Experiment], query: Query, experiment: int | str | None
) -> list[str]:
    """Public ids of the runs that the query finds, in its order."""
    every = {run.id: run for it in experiments for run in it.runs}
    found = [
        run
        for it in experiments
        for run in it.runs
        if experiment in {None, it.id, it.name}
        and (query.reaches_trash or not (it.is_trashed or run.is_trashed))
        and holds(query.condition, partial(_of_run, it, run, every))
    ]
    found.sort(key=lambda run: (run.started_at, run.id))
    if query.sort is not None and query.sort.field.name in STATISTICS:
        found = _by_metric(found, query.sort)
    elif query.sort is None or query.sort.is_descending:
        found.reverse()
    return [run_id(run.id) for run in found]


def _by_metric(found: list[Run], sort: Sort) -> list[Run]:
    def value(run: Run) -> Any:
        return getattr(run.metrics[str(sort.key)], sort.field.name)

    having = [run for run in found if sort.key in run.metrics]
    numbers = [run for run in having if value(run) is not None]
    numbers.sort(key=lambda run: (value(run), run.id), reverse=sort.is_descending)
    nan = sorted((run for run in having if value(run) is None), key=lambda run: -run.id)
    return [*numbers, *nan, *(run for run in reversed(found) if sort.key not in run.metrics)]


def _of_experiment(it: Experiment, leaf: Words | Comparison) -> bool:
    if isinstance(leaf, Words):
        return leaf.pattern.matches(it.name) or leaf.pattern.matches(it.description)
    match leaf.field.name:
        case "is":
            return it.is_trashed
        case "has":
            having = {"run": any(not run.is_trashed for run in it.runs), "tag": it.tags}
            return bool(having.get(str(leaf.operand), it.description))
        case "tag":
            return has_item(it.tags, leaf)
        case name:
            return fits(getattr(it, COLUMNS.get(name, name)), leaf)


def _of_run(owner: Experiment, run: Run, every: dict[int, Run], leaf: Words | Comparison) -> bool:
    if isinstance(leaf, Words):
        return _is_named(run, leaf)
    name = leaf.field.name
    if name in STATISTICS:
        return _has_metric(run, leaf)
    if name in {"has", "is"}:
        return bool(_having(owner, run, every)[str(leaf.operand)])
    if name == "param":
        return has_param(run.params, leaf)
    if name == "tag":
        return has_item(run.tags, leaf)
    value = {
        "experiment": owner.name,
        "id": run_id(run.id),
        "parent": run.parent_id and run_id(run.parent_id),
    }.get(name, getattr(run, COLUMNS.get(name, name), None))
    return value is not None and fits(value, leaf)


def _is_named(run: Run, leaf: Words) -> bool:
    (first, *others) = leaf.pattern.pieces
    if others or not re.fullmatch("[0-9a-f]+", first):
        return leaf.pattern.matches(run.name)
    return leaf.pattern.matches(run.name) or run_id(run.id).startswith(first)


def _having(owner: Experiment, run: Run, every: dict[int, Run]) -> dict[str, Any]:
    children = [one for one in every.values() if one.parent_id == run.id and not one.is_trashed]
    return {
        "trashed": owner.is_trashed or run.is_trashed,
        "parent": run.parent_id,
        "child": children,
        "version": run.version == "live",
        "metric": run.metrics,
        "param": run.params,
        "tag": run.tags,
        "dataset": run.dataset is not None,
        "description": run.description,
    }


def _has_metric(run: Run, leaf: Comparison) -> bool:
    statistics = run.metrics.get(str(leaf.key))
    if statistics is None or leaf.operator is Operator.EXISTS:
        return statistics is not None
    value = getattr(statistics, leaf.field.name)
    return value is not None and fits(value, leaf)
