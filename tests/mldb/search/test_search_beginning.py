"""Texts are found by the beginning that an index has of them."""

import pytest
from sqlalchemy import column, literal, select

from mldb.config import DatabaseConfig
from mldb.search.pattern import pattern_of, start_of
from mldb.statements.search.beginning import begins
from mldb.sync_db import Database
from mldb.values.limits import INDEXED_LENGTH

LONG = "x" * INDEXED_LENGTH
LAST = chr(0x10FFFF)


@pytest.mark.parametrize(
    ("typed", "found", "passed"),
    [
        ("abc", ["abc", "ABC"], ["ab", "abcd", ""]),
        ("", [""], ["a"]),
        ("4f2a*", ["4f2a", "4F2A91", f"4f2a{LAST}"], ["4f2", "4f2b", "4f3a"]),
        ("a*c", ["ac", "abc"], ["ab", "bc"]),
        ("\ud7ff*", ["\ud7ff", "\ud7ffa"], ["\ue000", "a"]),
        (f"{LAST}*", [LAST, f"{LAST}a"], ["a"]),
        (f"a{LAST}*", [f"a{LAST}b"], ["b", "a"]),
        (LONG, [LONG], [f"{LONG}y"]),
        (f"{LONG}y*", [f"{LONG}yz"], [f"{LONG}z"]),
    ],
)
def test_texts_are_found_by_their_beginning(
    config: DatabaseConfig, typed: str, found: list[str], passed: list[str]
) -> None:
    pattern = pattern_of(typed, is_quoted=False)
    with Database(config) as database, database.reading() as session:
        for text in [*found, *passed]:
            row = select(literal(start_of(text)).label("start"), literal(text).label("text"))
            fits = begins(column("start"), column("text"), pattern)
            assert fits is not None
            rows = session.execute(select(row.subquery()).where(fits)).all()

            assert bool(rows) is (text in found), text


@pytest.mark.parametrize("typed", ["*", "*abc"])
def test_a_beginning_that_is_not_known_is_no_help(typed: str) -> None:
    assert begins(column("start"), column("text"), pattern_of(typed, is_quoted=False)) is None
