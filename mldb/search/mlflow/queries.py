"""Queries in our syntax tree for the lists that MLflow's clients search."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from mldb.errors import QuerySyntaxError
from mldb.search.fields import Field, FieldType, ListType
from mldb.search.mlflow.conditions import (
    NEVER,
    choice,
    condition_of,
    equal,
    field,
    moment,
    number,
    refusal,
    text,
)
from mldb.search.mlflow.filters import Filter, Test, filters_of
from mldb.search.mlflow.orders import Order, orders_of
from mldb.search.nodes import And, Comparison, Condition, Not, Operator, Or, Query, Sort
from mldb.values.enums import RunStatus

# What only this protocol compares.
EXPERIMENT_ID: Final = Field(
    "experiment_id",
    frozenset({ListType.RUNS, ListType.EXPERIMENTS}),
    FieldType.WHOLE_NUMBER,
    "The experiment's id.",
    "experiment_id:1",
)
RUN_ID: Final = Field(
    "run", frozenset({ListType.VERSIONS}), FieldType.TEXT, "The id of its run.", "run:0f3a9c"
)
_RUN: Final = partial(field, ListType.RUNS)
_EXPERIMENT: Final = partial(field, ListType.EXPERIMENTS)
_MODEL: Final = partial(field, ListType.MODELS)
_VERSION: Final = partial(field, ListType.VERSIONS)

_HAS_DATASET: Final = Comparison(_RUN("has"), None, Operator.EQUAL, "dataset")
_PROMPT: Final = "mlflow.prompt.is_prompt"
_RUN_NAME: Final = "mlflow.runName"
_STATUSES: Final = {status.upper(): status for status in RunStatus}
_NOWHERE: Final = (0, 0)
_RUN_SORTS: Final = {
    **dict.fromkeys(("run_id", "run_uuid"), "id"),
    **dict.fromkeys(("run_name", "run name", "Run name", "Run Name"), "name"),
    **dict.fromkeys(("start_time", "Created", "created"), "started"),
    **dict.fromkeys(("user_id", "User"), "user"),
    "status": "status",
    "end_time": "ended",
}
_EXPERIMENT_SORTS: Final = {
    "name": _EXPERIMENT("name"),
    "experiment_id": _EXPERIMENT("created"),
    "creation_time": _EXPERIMENT("created"),
    "last_update_time": _EXPERIMENT("updated"),
}
_MODEL_SORTS: Final = {
    "name": _MODEL("name"),
    "creation_timestamp": _MODEL("created"),
    **dict.fromkeys(("last_updated_timestamp", "timestamp"), _MODEL("updated")),
}
_VERSION_SORTS: Final = {
    "name": _VERSION("name"),
    "version_number": _VERSION("number"),
    "creation_timestamp": _VERSION("created"),
    "last_updated_timestamp": _VERSION("updated"),
}


def run_query(filter_text: str, experiment_ids: tuple[int, ...], view: str) -> Query:
    """The runs of these experiments that a filter finds.

    Of a single experiment the list of runs has indexes of its own, so it is no condition.

    Raises:
        QuerySyntaxError: the filter can't be read.
    """
    return Query(
        And(
            (
                *(of_experiments(experiment_ids) if len(experiment_ids) != 1 else ()),
                *_in_view(_RUN("is"), view),
                *condition_of(filters_of(filter_text), _RUN_MAKERS).conditions,
            )
        ),
        None,
    )


def run_orders(texts: Sequence[str]) -> tuple[Sort, ...]:
    """The order of runs; without keys, the last started come first.

    Raises:
        QuerySyntaxError: a key can't be read, or runs can't be sorted by it.
    """
    return tuple(_run_sort(order) for order in orders_of(texts))


def is_indexed(orders: Sequence[Sort]) -> bool:
    """Whether the list of runs knows this order."""
    return not orders or (len(orders) == 1 and orders[0].field.is_sortable)


def _run_sort(order: Order) -> Sort:
    name, entity = order.key.name, order.key.entity
    if entity in {"metric", "param", "tag"}:
        if (entity, name) != ("tag", _RUN_NAME):
            return Sort(_RUN(entity, with_key=True), name, order.is_descending, _NOWHERE)
        name = "run_name"
    elif entity != "attribute":
        raise QuerySyntaxError(f"Invalid order_by entity: {order.key}", 0)
    ours = _RUN_SORTS.get(name)
    if ours is None:
        raise QuerySyntaxError(f"Invalid order_by key '{name}'.", 0)
    return Sort(_RUN(ours), None, order.is_descending, _NOWHERE)


def sort_of(texts: Sequence[str], fields: Mapping[str, Field], default: Sort | None) -> Sort | None:
    """The order of a list that is sorted by one attribute; further keys only part equals.

    Raises:
        QuerySyntaxError: a key can't be read, or the list can't be sorted by it.
    """
    orders = orders_of(texts)
    for order in orders:
        if order.key.entity != "attribute" or order.key.name not in fields:
            raise QuerySyntaxError(f"Invalid order_by key '{order.key.name}' specified.", 0)
    if not orders:
        return default
    return Sort(fields[orders[0].key.name], None, orders[0].is_descending, _NOWHERE)


def experiment_query(filter_text: str, view: str, orders: Sequence[str]) -> Query:
    """The experiments that a filter finds, the newest first if no order is given.

    Raises:
        QuerySyntaxError: the filter can't be read.
    """
    found = condition_of(filters_of(filter_text), _EXPERIMENT_MAKERS)
    sort = sort_of(orders, _EXPERIMENT_SORTS, None)
    return Query(And((*_in_view(_EXPERIMENT("is"), view), *found.conditions)), sort)


def model_query(filter_text: str, orders: Sequence[str]) -> Query:
    """The registered models that a filter finds, by name if no order is given.

    Raises:
        QuerySyntaxError: the filter can't be read.
    """
    by_name = Sort(_MODEL("name"), None, is_descending=False, span=_NOWHERE)
    sort = sort_of(orders, _MODEL_SORTS, by_name)
    return Query(condition_of(filters_of(filter_text), _MODEL_MAKERS), sort)


def version_query(filter_text: str, orders: Sequence[str]) -> Query:
    """The versions that a filter finds, the last changed first if no order is given.

    Raises:
        QuerySyntaxError: the filter can't be read.
    """
    last = Sort(_VERSION("updated"), None, is_descending=True, span=_NOWHERE)
    sort = sort_of(orders, _VERSION_SORTS, last)
    return Query(condition_of(filters_of(filter_text), _VERSION_MAKERS), sort)


def of_experiments(experiment_ids: tuple[int, ...]) -> tuple[Condition, ...]:
    """The condition to belong to one of these experiments."""
    equals = (Comparison(EXPERIMENT_ID, None, Operator.EQUAL, one) for one in experiment_ids)
    return (Or(tuple(equals)),)


def _in_view(is_field: Field, view: str) -> tuple[Condition, ...]:
    is_trashed = Comparison(is_field, None, Operator.EQUAL, "trashed")
    match view:
        case "DELETED_ONLY":
            return (is_trashed,)
        case "ALL":
            return (Or((is_trashed, Not(is_trashed))),)
        case _:
            return ()


def _keyed(field_name: str, list_type: ListType, make: Any) -> Any:
    """Makes conditions on the value under a key."""
    of = field(list_type, field_name, with_key=True)
    return lambda one: make(of, one, one.key.name)


def _run_tag(one: Filter) -> Condition:
    if one.key.name == _RUN_NAME:
        return text(_RUN("name"), one)
    return text(_RUN("tag", with_key=True), one, one.key.name)


def _model_tag(of: Field, one: Filter) -> Condition:
    """Clients ask for models that are no prompts: those without the tag are none."""
    if one.key.name == _PROMPT and one.test is Test.UNEQUAL and isinstance(one.operand, str):
        return Not(equal(of, one.key.name, one.operand))
    return text(of, one, one.key.name)


def _dataset(one: Filter) -> Condition:
    if one.key.name not in {"name", "digest", "context"}:
        raise refusal(one)
    of = _RUN("dataset")
    key = None if one.key.name == "name" else one.key.name
    match one.test, one.operand:
        case Test.IN, tuple() as several:
            return Or(tuple(Comparison(of, key, Operator.EQUAL, wanted) for wanted in several))
        case Test.NOT_IN, tuple() as several:
            unequal = (Not(Comparison(of, key, Operator.EQUAL, wanted)) for wanted in several)
            return And((_HAS_DATASET, *unequal))
        case Test.EQUAL, str() as wanted:
            return Comparison(of, key, Operator.EQUAL, wanted)
        case Test.UNEQUAL, str() as wanted:
            return And((_HAS_DATASET, Not(Comparison(of, key, Operator.EQUAL, wanted))))
        case Test.LIKE | Test.ILIKE, str():
            return text(of, one) if key is None else text(of, one, key)
    raise refusal(one)


def _artifact_uri(one: Filter) -> Condition:
    """The id of the run is a part of it."""
    if one.test is not Test.EQUAL or not isinstance(one.operand, str):
        raise refusal(one)
    _, _, rest = one.operand.partition(":/")
    parts = rest.strip("/").split("/")
    return equal(_RUN("id"), None, parts[1]) if len(parts) == 3 else NEVER  # noqa: PLR2004  # id/run/artifacts


def _experiment_id(one: Filter) -> Condition:
    if one.test in {Test.IN, Test.NOT_IN} and isinstance(one.operand, tuple):
        ids = (int(each) for each in one.operand if each.isdecimal() and len(each) < 19)  # noqa: PLR2004  # 64 bits
        among = Or(tuple(Comparison(EXPERIMENT_ID, None, Operator.EQUAL, each) for each in ids))
        return Not(among) if one.test is Test.NOT_IN else among
    given = one.operand
    if isinstance(given, str) and given.isdecimal() and len(given) < 19:  # noqa: PLR2004  # 64 bits
        one = Filter(one.key, one.test, int(given))
    return number(EXPERIMENT_ID, one)


def _texts(find: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {name: partial(text, find(ours)) for name, ours in names.items()}


def _moments(find: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {name: partial(moment, find(ours)) for name, ours in names.items()}


_RUN_MAKERS: Final[dict[str, Any]] = {
    "metric": _keyed("metric", ListType.RUNS, number),
    "param": _keyed("param", ListType.RUNS, text),
    "tag": _run_tag,
    "dataset": _dataset,
    "attribute": {
        "artifact_uri": _artifact_uri,
        "status": choice(_RUN("status"), _STATUSES),
    }
    | _texts(
        _RUN,
        {
            "run_id": "id",
            "run_uuid": "id",
            "id": "id",
            "run_name": "name",
            "run name": "name",
            "Run name": "name",
            "Run Name": "name",
            "name": "name",
            "user_id": "user",
            "User": "user",
        },
    )
    | _moments(
        _RUN,
        {
            "start_time": "started",
            "Created": "started",
            "created": "started",
            "end_time": "ended",
        },
    ),
}
_TIMES: Final = {
    "creation_time": "created",
    "creation_timestamp": "created",
    "last_update_time": "updated",
    "last_updated_timestamp": "updated",
}
_EXPERIMENT_MAKERS: Final[dict[str, Any]] = {
    "tag": _keyed("tag", ListType.EXPERIMENTS, text),
    "attribute": {"experiment_id": _experiment_id}
    | _texts(_EXPERIMENT, {"name": "name"})
    | _moments(_EXPERIMENT, _TIMES),
}
_MODEL_MAKERS: Final[dict[str, Any]] = {
    "tag": partial(_model_tag, _MODEL("tag", with_key=True)),
    "attribute": _texts(_MODEL, {"name": "name"}) | _moments(_MODEL, _TIMES),
}
_VERSION_MAKERS: Final[dict[str, Any]] = {
    "tag": partial(_model_tag, _VERSION("tag", with_key=True)),
    "attribute": {
        "version_number": partial(number, _VERSION("number")),
        "version": partial(number, _VERSION("number")),
        "run_id": partial(text, RUN_ID),
    }
    | _texts(_VERSION, {"name": "name", "source_path": "source"})
    | _moments(_VERSION, _TIMES),
}
