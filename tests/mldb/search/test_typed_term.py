"""What is typed at a position of a query, and what could be typed there."""

from datetime import date

import pytest

from mldb.search.completion import known_completions
from mldb.search.fields import ListType
from mldb.search.typed_term import typed_term
from mldb.search.unfinished import is_unfinished

LIST = ListType.VERSIONS
TODAY = date(2026, 11, 29)


def completed(text: str, at: int | None = None, kind: ListType = LIST) -> list[str]:
    """The whole queries that completions without names make."""
    term = typed_term(text, len(text) if at is None else at, kind)
    if term is None:
        return []
    found = known_completions(term, kind, TODAY)
    return [f"{text[: term.start]}{one.insert}{text[term.end :]}" for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stat", ["status:"]),
        ("x -stat", ["x -status:"]),
        ("(stat", ["(status:"]),
        ("status:re", ["status:ready "]),
        ("STATUS=FA", ["STATUS=failed "]),
        ("sort:-num", ["sort:-number "]),
        ("sort:numb", ["sort:number ", "sort:-number "]),
        ("created>=yes", ["created>=2026-11-28 "]),
        ("has:al", ["has:alias "]),
        ("a.b", []),
        ('"sta', []),
        ("metric.auc > ", []),
        ("status:nix", []),
    ],
)
def test_fields_words_and_days_are_offered(text: str, expected: list[str]) -> None:
    assert completed(text) == expected


def test_the_part_around_the_position_is_replaced() -> None:
    assert completed("status:ready x", 9) == ["status:ready  x"]
    assert completed("stat:ready", 3) == ["status::ready"]


@pytest.mark.parametrize("text", ["metric.", 'metric."val l', "-tag.te", "sort:-metric.a", 'min."'])
def test_keys_are_recognised(text: str) -> None:
    term = typed_term(text, len(text), ListType.RUNS)

    assert term is not None
    assert (term.field or term.key) is not None


@pytest.mark.parametrize("at", [-5, 0, 3, 10_000])
@pytest.mark.parametrize(
    "text", ["", '"', "((((", "a\\", '"\\', "\u202e:", "x" * 2_000, ":::", "-"]
)
def test_any_text_can_be_typed(text: str, at: int) -> None:
    term = typed_term(text, at, LIST)

    assert term is None or 0 <= term.start <= term.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        *("stat", "metric.auc", "metric.auc>", "metric.auc>-", "status:re", "created>20"),
        *("sort:-met", "(a or", "a or", "-", '"a b', 'metric."val lo', "by:ali", "x not"),
    ],
)
def test_a_term_is_unfinished(text: str) -> None:
    assert is_unfinished(text, LIST)


@pytest.mark.parametrize(
    "text",
    [
        *("", "fraud", "status:ready", "stat ", "metric.auc>0.8", "created>2026", '"a b"'),
        *("a or zoo", "status:nix", "created>2026-11-29", "nosuch"),
    ],
)
def test_a_term_is_finished(text: str) -> None:
    assert not is_unfinished(text, LIST)
