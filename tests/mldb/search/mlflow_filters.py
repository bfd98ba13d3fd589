"""Random filters of MLflow's clients, each with what it means in plain Python."""

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import strategies as st

from mldb.search.pattern import folded

ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
PLAIN: Final = re.compile(r"\w[\w.]*")


@dataclass(frozen=True)
class Clause:
    """One comparison: its text, and whether a thing meets it."""

    text: str
    meets: Callable[[Any], bool]


@dataclass(frozen=True)
class Attribute:
    """A text or number of a thing: how it is written, and its value; None: it is missing."""

    written: str
    value: Callable[[Any], Any]


def keyed(entity: str, key: str, value: Callable[[Any], Any]) -> Attribute:
    """The value under a key."""
    quoted = key if PLAIN.fullmatch(key) else f"`{key}`"
    return Attribute(f"{entity}.{quoted}", value)


def matches(pattern: str, text: str, *, is_folded: bool) -> bool:
    """Whether the text is like the pattern of SQL."""
    if is_folded:
        pattern, text = folded(pattern), folded(text)
    wild = {"%": ".*", "_": "."}
    expression = "".join(wild.get(one) or re.escape(one) for one in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def written(text: str) -> st.SearchStrategy[str]:
    """The text in quotes."""
    single = "'" + text.replace("'", "''") + "'"
    return st.sampled_from([single] if '"' in text else [single, f'"{text}"'])


def _casing(word: str) -> st.SearchStrategy[str]:
    return st.sampled_from([word, word.lower()])


@st.composite
def text_clauses(
    draw: st.DrawFn, attribute: Attribute, texts: list[str], *, keyed: bool, lists: bool
) -> Clause:
    """Comparisons of a text."""
    tests = ["=", "!=", "LIKE", "ILIKE"]
    test = draw(st.sampled_from(tests + ["NULL", "NOT NULL"] * keyed + ["IN", "NOT IN"] * lists))
    name, value = attribute.written, attribute.value
    if test in {"NULL", "NOT NULL"}:
        is_there = test == "NOT NULL"
        text = draw(_casing(f"IS {test}"))
        return Clause(f"{name} {text}", lambda it: (value(it) is not None) is is_there)
    if test in {"IN", "NOT IN"}:
        several = draw(st.lists(st.sampled_from(texts), min_size=1, max_size=3))
        listed = ", ".join(draw(written(one)) for one in several)
        return Clause(
            f"{name} {draw(_casing(test))} ({listed})",
            lambda it: value(it) is not None and (value(it) in several) is (test == "IN"),
        )
    wanted = draw(st.sampled_from(texts))
    if test in {"LIKE", "ILIKE"}:
        wanted = draw(st.sampled_from([wanted, f"{wanted[:1]}%", f"%{wanted[1:]}", f"_{wanted}"]))

    def meets(it: Any) -> bool:
        given = value(it)
        if given is None:
            return False
        if test in ORDERS:
            return bool(ORDERS[test](given, wanted))
        return matches(wanted, given, is_folded=test == "ILIKE")

    return Clause(f"{name} {draw(_casing(test))} {draw(written(wanted))}", meets)


@st.composite
def number_clauses(draw: st.DrawFn, attribute: Attribute, numbers: list[str]) -> Clause:
    """Comparisons of a number; NaN is equal to none."""
    test, number = draw(st.sampled_from([*ORDERS])), draw(st.sampled_from(numbers))
    wanted = int(number) if re.fullmatch("-?[0-9]+", number) else float(number)

    def meets(it: Any) -> bool:
        given = attribute.value(it)
        return given is not None and bool(ORDERS[test](given, wanted))

    return Clause(f"{attribute.written}{draw(st.sampled_from([' ', '']))}{test} {number}", meets)


def choice_clauses(attribute: Attribute, words: Mapping[str, str]) -> st.SearchStrategy[Clause]:
    """Comparisons of a word of a list, given by its meaning."""
    pairs = st.tuples(st.sampled_from(["=", "!="]), st.sampled_from([*words.items(), ("X", "")]))
    return pairs.map(
        lambda pair: Clause(
            f"{attribute.written} {pair[0]} '{pair[1][0]}'",
            lambda it: bool(ORDERS[pair[0]](attribute.value(it), pair[1][1])),
        )
    )


def filters(clauses: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
    """Several comparisons, joined."""
    joiners = st.sampled_from([" AND ", " and ", "\n AND\t"])
    return st.tuples(st.lists(clauses, max_size=3), joiners).map(
        lambda pair: Clause(
            pair[1].join(one.text for one in pair[0]),
            lambda it: all(one.meets(it) for one in pair[0]),
        )
    )


def nan_for_none(value: float | None) -> float:
    """A stored number; None is NaN."""
    return math.nan if value is None else value


WORDS: Final = [
    *("metrics.a", "tags.`a b`", "params.", "name", "status", "start_time", "run_id"),
    *(
        "dataset.name",
        "version_number",
        "experiment_id",
        "creation_time",
        "attributes.",
        '"',
        "'",
        "`",
        ".",
    ),
    *("=", "!=", "<>", "==", ">", "<=", "LIKE", "ilike", "IN", "NOT", "IS", "NULL", "AND", "OR"),
    *("(", ")", ",", "'a'", '"b"', "'%'", "1", "-1.5e300", "1e999", "9999999999999999999", "0x1"),
    *("'a''b'", "\0", "é", "\ud800", " ", "\\", ";", "--", "''", "(('a'))", "253402300799999"),
]
SOUP: Final = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.lists(
    st.sampled_from(WORDS), max_size=8
).map("".join)
"""Texts that are hardly ever filters."""
