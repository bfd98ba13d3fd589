"""Filters of MLflow's clients: how they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.errors import QuerySyntaxError
from mldb.search.mlflow.filters import Filter, Key, filters_of, key_of
from mldb.search.mlflow.filters import Test as Sign
from mldb.search.mlflow.orders import Order, orders_of
from tests.mldb.search.mlflow_filters import SOUP

READ: list[tuple[str, list[Filter]]] = [
    ("", []),
    (" \n", []),
    ("metrics.auc > 0.9", [Filter(Key("metric", "auc"), Sign.GREATER, 0.9)]),
    ("metric.a>=-1e3", [Filter(Key("metric", "a"), Sign.AT_LEAST, -1e3)]),
    ("metrics.`val loss` <> 1", [Filter(Key("metric", "val loss"), Sign.UNEQUAL, 1)]),
    ('metrics."val/loss" == .5', [Filter(Key("metric", "val/loss"), Sign.EQUAL, 0.5)]),
    ("parameters.lr = '0.1'", [Filter(Key("param", "lr"), Sign.EQUAL, "0.1")]),
    ('param.a.b-c != "x\'y"', [Filter(Key("param", "a.b-c"), Sign.UNEQUAL, "x'y")]),
    ("tag.t ilike 'A%'", [Filter(Key("tag", "t"), Sign.ILIKE, "A%")]),
    ("tags.t LIKE'a''b'", [Filter(Key("tag", "t"), Sign.LIKE, "a'b")]),
    ("tags.`mlflow.x` is not null", [Filter(Key("tag", "mlflow.x"), Sign.PRESENT)]),
    ("params.a IS NULL", [Filter(Key("param", "a"), Sign.MISSING)]),
    ("run_id IN ('a','b')", [Filter(Key("attribute", "run_id"), Sign.IN, ("a", "b"))]),
    ("attr.run_id not in ('a')", [Filter(Key("attribute", "run_id"), Sign.NOT_IN, ("a",))]),
    ("`run name` = 'a'", [Filter(Key("attribute", "run name"), Sign.EQUAL, "a")]),
    ("\"name\" = 'a'", [Filter(Key("attribute", "name"), Sign.EQUAL, "a")]),
    ("run.status = 'x'", [Filter(Key("attribute", "status"), Sign.EQUAL, "x")]),
    ("dataset.name = 'and'", [Filter(Key("dataset", "name"), Sign.EQUAL, "and")]),
    ("version_number = 12", [Filter(Key("attribute", "version_number"), Sign.EQUAL, 12)]),
    (
        "metrics.a < 1 AND params.b = 'x AND y' and tags.c = ''",
        [
            Filter(Key("metric", "a"), Sign.LESS, 1),
            Filter(Key("param", "b"), Sign.EQUAL, "x AND y"),
            Filter(Key("tag", "c"), Sign.EQUAL, ""),
        ],
    ),
]
MISREAD = [
    *("x", "a = ", "= 'a'", "a = b", "a = 'b", "a == = 'b'", "(a = 'b')", "a = 'b' OR c = 'd'"),
    *("a = 'b' AND", "AND a = 'b'", "a = 'b' c = 'd'", "a IN ()", "a IN 'b'", "a IN (1)"),
    *("a LIKE 1", "a IS 1", "a NOT NULL", "metrics. = 1", "a = 'b' -- c", "a BETWEEN 1 AND 2"),
    " AND ".join(["a = 'b'"] * 101),
    "a = '" + "b" * 20_000 + "'",
    "(" * 10_000,
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_filter_is_read(text: str, expected: list[Filter]) -> None:
    assert list(filters_of(text)) == expected


@pytest.mark.parametrize("text", MISREAD, ids=lambda text: text[:20])
def test_a_filter_that_can_t_be_read_is_refused(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        filters_of(text)

    assert 0 <= caught.value.position <= len(text)
    assert str(caught.value)


def test_orders_are_read() -> None:
    texts = ["metrics.auc DESC", " start_time asc ", "tags.`a b`", "`run name` Desc", "name"]

    assert list(orders_of(texts)) == [
        Order(Key("metric", "auc"), is_descending=True),
        Order(Key("attribute", "start_time")),
        Order(Key("tag", "a b")),
        Order(Key("attribute", "run name"), is_descending=True),
        Order(Key("attribute", "name")),
    ]


@pytest.mark.parametrize(
    "texts",
    [["a", "a DESC"], ["a b"], [""], ["metrics."], ["a ASC DESC"], list("abcdefghijklmnopqrstu")],
)
def test_an_order_that_can_t_be_read_is_refused(texts: list[str]) -> None:
    with pytest.raises(QuerySyntaxError):
        orders_of(texts)


@given(text=SOUP | st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    positions: list[int] = []
    for read in (filters_of, key_of, lambda one: orders_of([one])):
        try:
            read(text)
        except QuerySyntaxError as refusal:
            positions.append(refusal.position)
    assert all(0 <= position <= len(text) for position in positions)
