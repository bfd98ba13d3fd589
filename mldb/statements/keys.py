"""Looks many rows up at once, by names and numbers.

Each such statement has one parameter, `keys`: a list of lists. It returns one row for each of them,
with None where no row exists. Outer joins make every database look the keys up one by one in an
index; with `(a, b) IN (…)` SQLite would read the whole table.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, FromClause, bindparam, cast, column, func

from mldb.statements.content import content_of

Part = ColumnElement[Any]


class Long(int):
    """Stands for a part of a key that needs 64 bits."""


def content_columns(row_type: Any) -> list[Part]:
    """The columns that are compared, by their names."""
    return [part.label(name) for name, part in content_of(row_type).items()]


def key_parts(dialect: str, *types: type) -> tuple[FromClause, list[Part]]:
    """The parameter as a table, and the parts of its keys."""
    unfold = func.json_each if dialect == "sqlite" else func.json_array_elements
    table = unfold(bindparam("keys", type_=JSON)).table_valued(column("value", JSON), name="keys")
    return table, [_part(table.c.value[index], each) for index, each in enumerate(types)]


def labelled(parts: Sequence[Part]) -> list[ColumnElement[Any]]:
    """The parts of the key as the columns `key_0`, `key_1` and so on."""
    return [part.label(f"key_{index}") for index, part in enumerate(parts)]


def _part(value: Any, key_type: type) -> Part:
    if key_type is Long:
        return cast(value.as_string(), BigInteger)
    found: Part = value.as_integer() if key_type is int else value.as_string()
    return found
