"""The list of runs, of one experiment or of all."""

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, TypeGuard

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import aliased

from mldb.models import MLExperiment, MLRun
from mldb.search.nodes import And, Comparison, Condition, Query, conjuncts
from mldb.search.pattern import Pattern
from mldb.statements.search.comparison import matches
from mldb.statements.search.condition import sql_of
from mldb.statements.search.listing import KEPT, Choice, Listing, Whole
from mldb.statements.search.run_leaf import lead_of, run_ids, run_leaf
from mldb.statements.search.run_sources import joined, number_in_trash, outside_trash
from mldb.statements.search.run_stretches import is_by_metric, run_stretches
from mldb.statements.search.run_ways import Indexed, Ways, counts_of
from mldb.values.limits import MAX_ID
from mldb.values.texts import is_storable

_NOWHERE: Final = -1
"""Id of no experiment."""
_RARE: Final = 1_000
"""Of conditions that more runs meet than these, any can lead the list."""


@lru_cache(maxsize=KEPT)
def listed_runs(query: Query, experiment: int | str | None = None) -> Listing:
    """The runs that the query finds, of the experiment with this id or name, or of all.

    If it doesn't say how, those that started last are first.
    """
    name = f"runs {experiment!r} {query!r}"
    if isinstance(experiment, int):
        return _listing(name, query, experiment if 0 <= experiment <= MAX_ID else _NOWHERE)
    if isinstance(experiment, str):
        is_it = MLExperiment.name == experiment if is_storable(experiment) else false()
        return _of_experiment(name, query, query, is_it)
    named = next((part for part in conjuncts(query.condition) if _names_experiment(part)), None)
    if named is None:
        return _listing(name, query, None)
    others = tuple(part for part in conjuncts(query.condition) if part is not named)
    pattern: Any = named.operand
    of_name = matches(MLExperiment.name, pattern)
    return _of_experiment(name, query, Query(And(others), query.sort), of_name)


def _of_experiment(name: str, query: Query, rest: Query, condition: ColumnElement[bool]) -> Listing:
    """What the `rest` of a query finds in the only experiment of this condition.

    The runs of one experiment are read along indexes of their own. If there are more experiments,
    all runs are searched by the whole query.
    """
    found: Any = select(func.count(), func.min(MLExperiment.id)).where(condition)

    def choose(_: int, number: int, first_id: int | None) -> Listing:
        if number > 1:
            return _listing(name, query, None)
        return _listing(name, rest, _NOWHERE if first_id is None else first_id)

    return replace(_listing(name, query, None), choice=Choice(found, choose))


def _names_experiment(part: Condition) -> TypeGuard[Comparison]:
    """Whether it is met by runs of one experiment alone, or of a few whose names differ in case."""
    if not isinstance(part, Comparison) or part.field.name != "experiment":
        return False
    return isinstance(part.operand, Pattern) and part.operand.exact is not None


@lru_cache(maxsize=KEPT)
def _listing(name: str, query: Query, experiment_id: int | None) -> Listing:
    """The list, which begins with the condition that fewest runs meet of those with an order."""
    if is_by_metric(query.sort):
        return _led(name, query, experiment_id, None)
    leads: list[Condition | None] = [] if experiment_id is None else [None]
    leads += [part for part in conjuncts(query.condition) if lead_of(part)]
    # The most runs have the status `finished`.
    leads.sort(key=_is_of_status)
    first, *others = leads or [None]
    listing = _led(name, query, experiment_id, first)
    if not others:
        return listing

    def choose(_: int, *counts: int) -> Listing:
        return _led(name, query, experiment_id, leads[counts.index(min(counts))])

    met = counts_of([_ids_of_lead(lead, experiment_id) for lead in leads], _RARE)
    return replace(listing, choice=Choice(met, choose))


def _is_of_status(lead: Condition | None) -> bool:
    return isinstance(lead, Comparison) and lead.field.name == "status"


def _ids_of_lead(lead: Condition | None, experiment_id: int | None) -> Select[Any]:
    ids = run_ids(lead, experiment_id) if isinstance(lead, Comparison) else None
    run = aliased(MLRun)
    return select(run.id).where(run.experiment_id == experiment_id) if ids is None else ids


@lru_cache(maxsize=KEPT)
def _led(name: str, query: Query, experiment_id: int | None, lead: Condition | None) -> Listing:
    indexed = Indexed(query, experiment_id, lead)
    stretches = run_stretches(query, experiment_id, lead)
    listing = Listing(
        name,
        tuple(Ways(part, indexed, experiment_id).best() for part in stretches),
        _ids(query, experiment_id, lead, None),
        Whole(MLRun.id, number_in_trash()) if query.finds_all and experiment_id is None else None,
    )
    if indexed.counts is None:
        return listing

    def choose(_: int, *counts: int) -> Listing:
        rarest = indexed.ids[counts.index(min(counts))]
        return replace(listing, ids=_ids(query, experiment_id, lead, rarest), counting=None)

    return replace(listing, counting=Choice(indexed.counts, choose))


def _ids(
    query: Query, experiment_id: int | None, lead: Condition | None, rarest: Select[Any] | None
) -> Select[Any]:
    """Ids of what the query finds, begun at the rarest condition or at the lead."""
    few = None if rarest is None else rarest.offset(0).subquery()
    ids = joined(select(MLRun.id), few).where(
        outside_trash(query), sql_of(query.condition, run_leaf)
    )
    if few is None and lead is not None and (led := lead_of(lead)):
        column, value = led
        ids = ids.where(column == value)
    return ids if experiment_id is None else ids.where(MLRun.experiment_id == experiment_id)
