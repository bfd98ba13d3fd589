"""Terms are added to queries and taken out, and the rest keeps its meaning."""

import pytest

from mldb.search.fields import ListType
from mldb.search.parser import parse
from mldb.search.terms import terms_of, with_term, without_term

LIST = ListType.VERSIONS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "status:ready"),
        ("fraud", "fraud status:ready"),
        ("status:failed fraud", "fraud status:ready"),
        ("STATUS=failed", "status:ready"),
        ("-status:ready x", "x status:ready"),
        ("not status:ready x", "x status:ready"),
        ("-status:failed", "status:ready"),
        ("a or b", "(a or b) status:ready"),
        ("(a or b) sort:-created", "(a or b) sort:-created status:ready"),
        ("status:failed or status:ready", "(status:failed or status:ready) status:ready"),
    ],
)
def test_a_term_replaces_another_about_the_field(text: str, expected: str) -> None:
    assert with_term(text, LIST, "status", "ready") == expected
    assert parse(expected, LIST).condition.conditions


def test_fields_with_several_values_keep_them() -> None:
    text = with_term("alias:champion", LIST, "alias", "shadow")

    assert text == "alias:champion alias:shadow"
    assert without_term(text, LIST, "alias", "Champion") == "alias:shadow"


def test_a_value_is_excluded_instead() -> None:
    text = with_term("tag.team:risk x", LIST, "tag.team", "risk", is_excluded=True)

    assert text == "x -tag.team:risk"
    assert without_term(text, LIST, "tag.team", "risk") == "x"


@pytest.mark.parametrize(
    "value", [">5", "=x", "!", "a b", "a*b", '"', "\\", "(", "", ":", "-x", "<script>", "ع\u202b"]
)
@pytest.mark.parametrize("key", ["team", "my key", "a:b", 'q"', "x.y"])
def test_any_value_is_found_again(key: str, value: str) -> None:
    text = with_term("fraud", LIST, f"tag.{key}", value)
    (term,) = terms_of(text, LIST)

    assert (term.field, term.value, term.is_excluded) == (f"tag.{key}", value, False)
    assert without_term(text, LIST, f"tag.{key}", value) == "fraud"
    assert parse(text, LIST).keys("tag") == [key]


def test_terms_have_words_for_people() -> None:
    terms = terms_of("-tag.team:risk status:ready metric.auc>0.9 sort:name (a or by:b)", LIST)

    assert [term.label for term in terms] == ["not team: risk", "status: ready"]
