# Generated from mldb/async_db/services/tracking/readers/runs.py by `make twins`.
"""Runs together with what they logged."""

import math
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import Any

from mldb.errors import NotFoundError
from mldb.rules.comparison import check_comparable
from mldb.rules.paging import check_page
from mldb.schemas import (
    ComparedRun,
    LoggedModelRead,
    MetricStatistics,
    MLModelVersionRead,
    MLRunRead,
    RunCells,
    RunDetail,
    RunInputRead,
    RunOverview,
    RunRef,
)
from mldb.search.pattern import pattern_of
from mldb.statements.tracking.readers.runs import starts_of
from mldb.sync_db.repositories.tracking.readers.runs import MLRunReaderRepository
from mldb.sync_db.services.base import Service
from mldb.values.limits import MAX_ID, PAGE_SIZE, PAGE_SIZE_LIMIT
from mldb.values.names import is_run_id
from mldb.values.texts import is_storable

_SHOWN = PAGE_SIZE_LIMIT + 1


class MLRunReader(Service):
    """Reads live runs, in a few statements whatever their number."""

    def detail(self, public_id: str) -> RunDetail:
        """The run with this public id, and what it logged except its metrics.

        Raises:
            NotFoundError: there is none, or it or its experiment is in the trash.
        """
        return (self.overview(public_id)).detail

    def overview(self, public_id: str) -> RunOverview:
        """The detail of a run and its state at the same moment, for a page that follows it.

        Raises:
            NotFoundError: there is none, or it or its experiment is in the trash.
        """
        with self.database.snapshot() as session:
            repository = MLRunReaderRepository(session)
            run = repository.get_by_public_id(public_id) if is_run_id(public_id) else None
            numbers = None if run is None else repository.get_state_numbers(public_id)
            if run is None or numbers is None:
                raise NotFoundError("run", public_id)
            texts = repository.get_texts([run.id], _SHOWN)
            # The numbers say what there is; what there is not is not looked for.
            parts: dict[str, Sequence[Any]] = {
                "inputs": repository.get_inputs(run.id, _SHOWN) if numbers.inputs else [],
                "children": (repository.get_children(run.id, _SHOWN) if numbers.children else []),
                "logged_models": (
                    repository.get_logged_models(run.id, _SHOWN) if numbers.models else []
                ),
                "versions": repository.get_versions(run.id, _SHOWN),
            }
            parents = repository.get_parents(run.parent_id) if run.parent_id else []
            tags = [(name, value) for kind, _, name, value in texts if kind == "tags"]
            starts: Sequence[Any] = starts_of(tags)
            if len(tags) == _SHOWN:
                starts = repository.get_starts_of_tags(run.id)
        parts |= {
            item_type: [(name, value) for kind, _, name, value in texts if kind == item_type]
            for item_type in ("params", "tags")
        }
        shown = {name: part[:PAGE_SIZE_LIMIT] for name, part in parts.items()}
        detail = RunDetail.model_construct(
            run=MLRunRead.model_validate(run),
            params=dict(shown["params"]),
            tags=dict(shown["tags"]),
            inputs=_all(RunInputRead, shown["inputs"]),
            parents=_all(RunRef, parents),
            children=_all(RunRef, shown["children"]),
            logged_models=_all(LoggedModelRead, shown["logged_models"]),
            versions=_all(MLModelVersionRead, shown["versions"]),
            series_count=numbers.series,
            cut=sorted(name for name, part in parts.items() if len(part) > PAGE_SIZE_LIMIT),
        )
        return RunOverview(detail, _digest(numbers, starts))

    def state(self, public_id: str) -> str:
        """A short text that differs after every change of the run and of what belongs to it.

        Of a tag with more than 1,000 characters a change behind them only counts if it changes the
        length.

        Raises:
            NotFoundError: there is no such run, or it or its experiment is in the trash.
        """
        with self.database.snapshot() as session:
            repository = MLRunReaderRepository(session)
            numbers = None
            if is_run_id(public_id):
                numbers = repository.get_state_numbers(public_id)
            if numbers is None:
                raise NotFoundError("run", public_id)
            return _digest(numbers, repository.get_starts_of_tags(numbers.id))

    def items(
        self, public_id: str, item_type: str, *, contains: str = "", after: str = ""
    ) -> dict[str, str]:
        """The `params` or `tags` of a live run behind the name `after`, the first 1,000 by name.

        Only those with the text that the name `contains`, whatever its case.
        """
        if not (is_run_id(public_id) and is_storable(after) and is_storable(contains)):
            return {}
        pattern = pattern_of(contains, is_quoted=True, anywhere=True).like
        with self.database.reading() as session:
            rows = MLRunReaderRepository(session).get_items(
                public_id, item_type, after, pattern, PAGE_SIZE_LIMIT
            )
        return dict(map(tuple, rows))

    def comparison(self, public_ids: Sequence[str], *, contains: str = "") -> list[ComparedRun]:
        """The live runs with these public ids, for up to 20, in the order given.

        With the first metrics, parameters and tags by name, on average 1,000 of each for a run;
        only those with the text that the name `contains`, whatever its case.

        Raises:
            RuleViolationError: too many runs.
        """
        check_comparable(len(public_ids), "runs")
        possible = [public_id for public_id in public_ids if is_run_id(public_id)]
        pattern = None
        if contains and is_storable(contains):
            pattern = pattern_of(contains, is_quoted=True, anywhere=True).like
        with self.database.snapshot() as session:
            repository = MLRunReaderRepository(session)
            rows = {row.public_id: row for row in repository.get_by_public_ids(possible)}
            ids = [row.id for row in rows.values()]
            limit = PAGE_SIZE_LIMIT * len(ids)
            texts: Sequence[Any] = []
            statistics: Sequence[Any] = []
            if ids:
                texts = repository.get_texts(ids, limit + 1, pattern)
                statistics = repository.get_statistics(ids, limit + 1, pattern)
        cut = _cut(texts, statistics, limit)
        cells = _cells(ids, texts, statistics)
        return [
            ComparedRun.model_construct(
                run=MLRunRead.model_validate(rows[public_id]), cut=cut, **cells[rows[public_id].id]
            )
            for public_id in possible
            if public_id in rows
        ]

    def running(self, limit: int = PAGE_SIZE) -> list[MLRunRead]:
        """The live runs that are running, the last started first, at most `limit` (1,000)."""
        check_page(0, limit)
        with self.database.reading() as session:
            return _all(MLRunRead, MLRunReaderRepository(session).get_running(limit))

    def cells(
        self,
        run_ids: Collection[int],
        *,
        metrics: Collection[str] = (),
        params: Collection[str] = (),
        tags: Collection[str] = (),
    ) -> dict[int, RunCells]:
        """Metrics, parameters and tags of these names, by the `id` of up to 1,000 runs.

        Raises:
            RuleViolationError: too many runs or names.
        """
        check_page(0, max(len(run_ids), len(metrics), len(params), len(tags), 1))
        ids = [run_id for run_id in run_ids if 0 < run_id <= MAX_ID]
        named = [[name for name in names if is_storable(name)] for names in (metrics, params, tags)]
        texts: Sequence[Any] = []
        statistics: Sequence[Any] = []
        with self.database.snapshot() as session:
            repository = MLRunReaderRepository(session)
            if ids and named[0]:
                statistics = repository.get_named_statistics(ids, named[0])
            if ids and (named[1] or named[2]):
                texts = repository.get_named_texts(ids, named[1], named[2])
        return {
            run_id: RunCells.model_construct(**parts)
            for run_id, parts in _cells(run_ids, texts, statistics).items()
        }


def _all(schema: Any, rows: Iterable[Any]) -> list[Any]:
    return [schema.model_validate(row) for row in rows]


def _digest(numbers: Any, starts: Iterable[tuple[str, str, int]]) -> str:
    # In an order of its own, as databases sort by their own rules.
    state = [*numbers, *sorted(map(tuple, starts))]
    return blake2b(repr(state).encode(), digest_size=6).hexdigest()


def _cells(
    run_ids: Iterable[int], texts: Iterable[Any], statistics: Iterable[Any]
) -> dict[int, dict[str, Any]]:
    """Metrics, params and tags of each run, in the order given."""
    parts: dict[int, dict[str, Any]] = {
        run_id: {"metrics": {}, "params": {}, "tags": {}} for run_id in run_ids
    }
    for item_type, run_id, name, value in texts:
        parts[run_id][item_type][name] = value
    for run_id, name, last, least, greatest in statistics:
        parts[run_id]["metrics"][name] = MetricStatistics.model_construct(
            last=math.nan if last is None else last, min=least, max=greatest
        )
    return parts


def _cut(texts: Iterable[Any], statistics: Sequence[Any], limit: int) -> list[str]:
    """What has more than the limit."""
    kinds = [item_type for item_type, *_ in texts]
    counts = {name: kinds.count(name) for name in ("params", "tags")}
    counts["metrics"] = len(statistics)
    return sorted(name for name, count in counts.items() if count > limit)
