"""Queries for logged models."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from mldb.errors import QuerySyntaxError
from mldb.search.fields import Field, FieldType
from mldb.search.mlflow.conditions import choice, condition_of, moment, number, text
from mldb.search.mlflow.filters import filters_of
from mldb.search.mlflow.orders import Order
from mldb.search.mlflow.queries import of_experiments
from mldb.search.nodes import And, Query, Sort
from mldb.values.enums import VersionStatus

_STATUSES: Final = {
    "LOGGED_MODEL_PENDING": VersionStatus.PENDING,
    "LOGGED_MODEL_READY": VersionStatus.READY,
    "LOGGED_MODEL_UPLOAD_FAILED": VersionStatus.FAILED,
    "PENDING": VersionStatus.PENDING,
    "READY": VersionStatus.READY,
    "FAILED": VersionStatus.FAILED,
}


def _field(name: str, field_type: FieldType, key: str | None = None) -> Field:
    return Field(name, frozenset(), field_type, "", "", key)


_METRIC: Final = _field("metric", FieldType.NUMBER, "name")
_CREATED: Final = _field("created", FieldType.MOMENT)
_UPDATED: Final = _field("updated", FieldType.MOMENT)
_TEXTS: Final = {
    "name": _field("name", FieldType.TEXT),
    "model_id": _field("id", FieldType.TEXT),
    "model_type": _field("type", FieldType.TEXT),
    "source_run_id": _field("run", FieldType.TEXT),
}
_STATUS: Final = _field("status", FieldType.CHOICE)
_MOMENTS: Final = {
    "creation_timestamp": _CREATED,
    "creation_time": _CREATED,
    "creation_timestamp_ms": _CREATED,
    "last_updated_timestamp": _UPDATED,
    "last_updated_timestamp_ms": _UPDATED,
}


def _keyed(of: Field, make: Any) -> Any:
    return lambda one: make(of, one, one.key.name)


_MAKERS: Final[dict[str, Any]] = {
    "metric": _keyed(_METRIC, number),
    "param": _keyed(_field("param", FieldType.TEXT, "name"), text),
    "tag": _keyed(_field("tag", FieldType.TEXT, "key"), text),
    "attribute": {"status": choice(_STATUS, _STATUSES)}
    | {name: partial(text, of) for name, of in _TEXTS.items()}
    | {name: partial(moment, of) for name, of in _MOMENTS.items()},
}


def logged_model_query(filter_text: str, experiment_ids: tuple[int, ...]) -> Query:
    """The logged models of these experiments that a filter finds.

    Raises:
        QuerySyntaxError: the filter can't be read.
    """
    found = condition_of(filters_of(filter_text), _MAKERS)
    return Query(And((*of_experiments(experiment_ids), *found.conditions)), None)


def logged_model_orders(orders: Sequence[Order]) -> tuple[Sort, ...]:
    """The order of logged models.

    Raises:
        QuerySyntaxError: they can't be sorted by one of the keys.
    """
    return tuple(_sort(order) for order in orders)


def _sort(order: Order) -> Sort:
    name = order.key.name
    if order.key.entity == "metric":
        return Sort(_METRIC, name, order.is_descending, (0, 0))
    of = (_MOMENTS | _TEXTS).get(name)
    if of is None or of.name == "run":
        raise QuerySyntaxError(f"Invalid order_by key '{name}'.", 0)
    return Sort(of, None, order.is_descending, (0, 0))
