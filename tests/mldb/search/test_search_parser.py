"""Texts are parsed into queries; mistakes get a message at the right position."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mldb.errors import QuerySyntaxError
from mldb.search.fields import FIELDS, Field, FieldType, ListType, fields_of, find_field
from mldb.search.nodes import (
    And,
    Comparison,
    Condition,
    Not,
    Operator,
    Or,
    Query,
    Sort,
    Words,
    leaves,
)
from mldb.search.parser import DEPTH_LIMIT, TERMS_LIMIT, TEXT_LIMIT, parse
from mldb.search.pattern import Pattern
from mldb.search.sorting import with_sort
from mldb.values.spelling import spelling
from tests.mldb.search.search_queries import queries

MODELS, VERSIONS = ListType.MODELS, ListType.VERSIONS
A, B, C = (Words(Pattern((letter,), anywhere=True)) for letter in "abc")


def field(name: str, *, with_key: bool = False, kind: ListType = VERSIONS) -> Field:
    found = find_field(kind, name, with_key=with_key)
    assert found is not None
    return found


def only(text: str, kind: ListType = VERSIONS) -> Condition:
    """The one condition of a query."""
    (condition,) = parse(text, kind).condition.conditions
    return condition


def compared(name: str, operator: Operator, operand: object, key: str | None = None) -> Comparison:
    return Comparison(field(name, with_key=key is not None), key, operator, operand)  # type: ignore[arg-type]  # of any field


def mistake(text: str, kind: ListType = VERSIONS) -> tuple[int, str]:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(text, kind)
    assert str(caught.value) == caught.value.message
    return caught.value.position, caught.value.message


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_nothing_typed_finds_everything(text: str) -> None:
    assert parse(text, MODELS) == Query(And(()), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", And((A, B))),
        ("a and b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a b or c", Or((And((A, B)), C))),
        ("a or b c", Or((A, And((B, C))))),
        ("a Or b or c", Or((A, B, C))),
        ("(a or b) c", And((Or((A, B)), C))),
        ("-a", Not(A)),
        ("not a", Not(A)),
        ("NOT a", Not(A)),
        ("not not a", Not(Not(A))),
        ("--a", Not(Not(A))),
        ("-(a or b)", Not(Or((A, B)))),
        ("not a b", And((Not(A), B))),
        ("-a or b", Or((Not(A), B))),
        ("((a))", A),
        ("a(b)c", And((A, B, C))),
    ],
)
def test_words_are_joined(text: str, expected: Condition) -> None:
    conditions = parse(text, MODELS).condition

    assert conditions == (expected if isinstance(expected, And) else And((expected,)))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("order", ("order",)),
        ("Fraud-Detector", ("fraud-detector",)),
        ("ÉTÉ", ("été",)),
        ("Straße", ("strasse",)),
        ("ΟΔΟΣ", ("οδοσ",)),
        ("e\u0301", ("é",)),
        ('"exact Phrase"', ("exact phrase",)),
        ('"or"', ("or",)),
        ('"-a"', ("-a",)),
        ('"a:b(c)"', ("a:b(c)",)),
        (r'"a \"b\" \\ \n"', (r'a "b" \ n',)),
        ("a*b", ("a", "b")),
        ('"a*b"', ("a*b",)),
        ("a!", ("a!",)),
        ("and-or", ("and-or",)),
        ('""', ("",)),
    ],
)
def test_words_stand_anywhere(text: str, pieces: tuple[str, ...]) -> None:
    assert only(text) == Words(Pattern(pieces, anywhere=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name:fraud-*", compared("name", Operator.EQUAL, Pattern(("fraud-", "")))),
        ('name:"fraud-*"', compared("name", Operator.EQUAL, Pattern(("fraud-*",)))),
        ("NAME=Fraud", compared("name", Operator.EQUAL, Pattern(("fraud",)))),
        ("name : fraud", compared("name", Operator.EQUAL, Pattern(("fraud",)))),
        ("name>=M", compared("name", Operator.AT_LEAST, "m")),
        ("name:>=m", compared("name", Operator.AT_LEAST, "m")),
        ('name<"a*"', compared("name", Operator.LESS, "a*")),
        ("name!=a", Not(compared("name", Operator.EQUAL, Pattern(("a",))))),
        ("name:!=a", Not(compared("name", Operator.EQUAL, Pattern(("a",))))),
        ("name:-a", compared("name", Operator.EQUAL, Pattern(("-a",)))),
        ("name:a:b", compared("name", Operator.EQUAL, Pattern(("a:b",)))),
        ("number<=7", compared("number", Operator.AT_MOST, 7)),
        ("source:a*b", compared("source", Operator.EQUAL, Pattern(("a", "b"), anywhere=True))),
        ("device:CUDA", compared("device", Operator.EQUAL, "cuda")),
        ("device!=cuda", Not(compared("device", Operator.EQUAL, "cuda"))),
        ("metric.auc>=.9", compared("metric", Operator.AT_LEAST, 0.9, "auc")),
        ("metric.auc:-1e-3", compared("metric", Operator.EQUAL, -0.001, "auc")),
        ("metric.auc:*", compared("metric", Operator.EXISTS, None, "auc")),
        ("metric.auc!=*", Not(compared("metric", Operator.EXISTS, None, "auc"))),
        ("metric.AUC>1", compared("metric", Operator.GREATER, 1.0, "AUC")),
        ("metric.a.b>1", compared("metric", Operator.GREATER, 1.0, "a.b")),
        ('metric."val loss"<1', compared("metric", Operator.LESS, 1.0, "val loss")),
        (r'metric."a\"b:c"<1', compared("metric", Operator.LESS, 1.0, 'a"b:c')),
        ("param.depth<8", compared("param", Operator.LESS, 8.0, "depth")),
        ("param.depth:8", compared("param", Operator.EQUAL, 8.0, "depth")),
        ('param.depth:"8"', compared("param", Operator.EQUAL, Pattern(("8",)), "depth")),
        ("param.kind:Ad*", compared("param", Operator.EQUAL, Pattern(("ad", "")), "kind")),
        ("param.optimizer>adam", compared("param", Operator.GREATER, "adam", "optimizer")),
        ("-tag:deprecated", Not(compared("tag", Operator.EQUAL, Pattern(("deprecated",))))),
        ("tag.team:risk", compared("tag", Operator.EQUAL, Pattern(("risk",)), "team")),
        ("tag.team:*", compared("tag", Operator.EXISTS, None, "team")),
        ('tag.team:"*"', compared("tag", Operator.EQUAL, Pattern(("*",)), "team")),
        ("alias:champion", compared("alias", Operator.EQUAL, Pattern(("champion",)))),
        ("is:trashed", compared("is", Operator.EQUAL, "trashed")),
        ("has:alias", compared("has", Operator.EQUAL, "alias")),
    ],
)  # fmt: skip
def test_fields_are_compared(text: str, expected: Condition) -> None:
    assert only(text) == expected


@pytest.mark.parametrize(
    ("written", "first", "after"),
    [
        ("2026", (2026, 1, 1), (2027, 1, 1)),
        ("2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("2024-02", (2024, 2, 1), (2024, 3, 1)),
        ("2024-02-29", (2024, 2, 29), (2024, 3, 1)),
        ("2026-01-31T12:30", (2026, 1, 31, 12, 30), (2026, 1, 31, 12, 31)),
        ("2026-01-31t12:30:59", (2026, 1, 31, 12, 30, 59), (2026, 1, 31, 12, 31)),
        ("2026-01-31T12:30+02:00", (2026, 1, 31, 10, 30), (2026, 1, 31, 10, 31)),
        ("2026-01-31T23:30-01:00", (2026, 2, 1, 0, 30), (2026, 2, 1, 0, 31)),
        ('"2026-01-31 12:30Z"', (2026, 1, 31, 12, 30), (2026, 1, 31, 12, 31)),
        ("2026-01-01T00:00:00.5", (2026, 1, 1, 0, 0, 0, 500_000), (2026, 1, 1, 0, 0, 0, 600_000)),
    ],
)  # fmt: skip
def test_a_time_is_as_long_as_it_is_written(
    written: str, first: tuple[int, ...], after: tuple[int, ...]
) -> None:
    start = datetime(*first, tzinfo=UTC)  # type: ignore[misc,arg-type]  # as many as written
    end = datetime(*after, tzinfo=UTC)  # type: ignore[misc,arg-type]
    since = compared("created", Operator.AT_LEAST, start)
    before = compared("created", Operator.LESS, end)

    assert only(f"created:{written}") == And((since, before))
    assert only(f"created!={written}") == Not(And((since, before)))
    assert only(f"created>={written}") == since
    assert only(f"created<={written}") == before
    assert only(f"created>{written}") == compared("created", Operator.AT_LEAST, end)
    assert only(f"created<{written}") == compared("created", Operator.LESS, start)


@pytest.mark.parametrize(
    ("text", "name", "key", "is_descending"),
    [
        ("sort:name", "name", None, False),
        ("sort:+name", "name", None, False),
        ("SORT=-updated", "updated", None, True),
        ("sort:-metric.auc", "metric", "auc", True),
        ('sort:"metric.val loss"', "metric", "val loss", False),
    ],
)
def test_a_query_says_the_order(
    text: str, name: str, key: str | None, *, is_descending: bool
) -> None:
    expected = Sort(field(name, with_key=key is not None), key, is_descending, (0, len(text)))

    assert parse(text, VERSIONS) == Query(And(()), expected)
    assert parse(f"a {text} b", VERSIONS) == Query(And((A, B)), expected)
    assert parse(f"(a or b) {text}", VERSIONS) == Query(And((Or((A, B)),)), expected)


@pytest.mark.parametrize("kind", ListType)
@pytest.mark.parametrize(
    "one", FIELDS, ids=lambda one: f"{one.label}, {'+'.join(sorted(one.list_types))}"
)
def test_the_example_of_every_field_can_be_read(kind: ListType, one: Field) -> None:
    if kind not in one.list_types:
        assert one not in fields_of(kind)
        return
    query = parse(one.example, kind)

    if one.type is FieldType.SORT:
        assert query.sort is not None
    else:
        text = str(query.condition)
        assert f"field={one!r}" in text


def test_the_whole_language_in_one_query() -> None:
    query = parse(
        "fraud device:cuda tag.team:risk metric.auc>=0.9 param.depth<8 alias:champion "
        'created>2026-01-01 by:alice -tag:deprecated "exact phrase" (a or b) sort:-updated',
        VERSIONS,
    )

    assert len(query.condition.conditions) == 11
    assert query.sort is not None
    assert query.keys("metric") == ["auc"]
    assert query.keys("tag") == ["team"]
    assert not query.reaches_trash
    assert parse("a or (b -is:trashed)", VERSIONS).reaches_trash


NO_FIELD = "To search for it as text, put it between quotes."
QUOTES = "Put text between quotes to search for it literally"


@pytest.mark.parametrize(
    ("text", "position", "sentence"),
    [
        # Names of fields.
        ("a metrics>0.9", 2, "no field “metrics”. Did you mean metric.<name>?"),
        ("metrics.auc>0.9", 0, "no field “metrics.auc”. Did you mean metric.auc?"),
        ("auc>0.9", 0, "no field “auc”. Did you mean metric.auc or param.auc?"),
        ("alais:champion", 0, "no field “alais”. Did you mean alias?"),
        ("https://x", 0, NO_FIELD),
        ("metric>0.9", 0, "Write which metric is meant: metric.<name>."),
        ("a tag.:x", 2, "Write which tag is meant: tag.<key>."),
        ('tag."  ":x', 0, "Write which tag is meant: tag.<key>."),
        ("name.x:a", 0, "name takes no name behind a dot. Write name:"),
        ("a (versions>3)", 3, "versions is a field of models, not of versions."),
        # Values.
        ("metric.auc>abc", 11, "a number, such as 0.9 or 1e-3, not with “abc”"),
        ("metric.auc>1e999", 11, "not with “1e999”"),
        ("metric.auc>nan", 11, "not with “nan”"),
        ("metric.auc>0.9*", 11, "not with “0.9*”"),
        ("number:1.5", 7, "a whole number, not with “1.5”"),
        ("number:" + "9" * 19, 7, "a whole number"),
        ("number:٣", 7, "a whole number"),
        ("created>yesterday", 8, "a date or time, such as 2026-01-31"),
        ("created>2026-02-30", 8, "not with “2026-02-30”"),
        ("created>2026-01-01T25:00", 8, "a date or time"),
        ("created>2026-01-01T12:00+99:00", 8, "a date or time"),
        ("created>0000", 8, "a date or time"),
        ("device:cud", 7, "device can't be “cud”. Did you mean cuda?"),
        ("is:gone", 3, "is can't be “gone”. Use trashed."),
        ("device>cpu", 7, "can't be compared with >. Use : or !=."),
        ("description>x", 12, "can't be compared with >. Use : to look for a part."),
        ("name>a*", 5, "Use * with : only, not with >."),
        ("name:" + "x" * 99, None, ""),
        ("device:" + "x" * 99, 7, "“" + "x" * 40 + "…”"),
        # Half typed.
        ("name:", 5, "A value is missing here."),
        ("a metric.auc>= ", 15, "A value is missing here."),
        ("name: )", 6, "A value is missing before this."),
        ("name:(a or b)", 5, "A value is missing before this."),
        ("a or", 4, "Something to search for is missing here."),
        ("a and ", 6, "Something to search for is missing here."),
        ("not", 3, "Something to search for is missing here."),
        ("(", 1, "Something to search for is missing here."),
        ("(a", 2, "A closing parenthesis is missing here."),
        ("((a) b", 6, "A closing parenthesis is missing here."),
        ("or a", 0, "Something to search for is missing before “or”."),
        ("a or OR b", 5, "Something to search for is missing before “OR”."),
        ("and", 0, "Something to search for is missing before “and”."),
        ("a and and b", 6, "Something to search for is missing before “and”."),
        ("()", 1, "Something is missing before this parenthesis."),
        ("a)", 1, "This parenthesis closes nothing."),
        ('a "b', 2, "This quotation mark is never closed."),
        ('name:"b', 5, "This quotation mark is never closed."),
        ('"a\\"', 0, "This quotation mark is never closed."),
        ("a - b", 2, "Write a minus directly before the term that it excludes."),
        ("-", 0, "Write a minus directly before the term that it excludes."),
        (":x", 0, "The name of a field is missing before this."),
        ("a >0.9", 0, "no field “a”. Did you mean metric.a or param.a?"),
        ('"a">0.9', 3, "The name of a field is missing before this."),
        # The order.
        ("sort:foo", 5, "no field “foo”"),
        ("sort:metric", 5, "Write which metric is meant: metric.<name>."),
        ("sort:-device", 5, "can't be sorted by device. Use name, model, number, metric.<name>,"),
        ("sort>name", 4, "Write sort: and a field."),
        ("sort:-", 5, "There is no field “”"),
        ("sort:name a sort:number", 12, "There can be one order only."),
        ("a or sort:name", 5, "write sort: outside of parentheses"),
        ("-sort:name", 1, "not after “not”"),
        ("a (b sort:name)", 5, "write sort: outside of parentheses"),
        # Characters that no database can store.
        ("a\x00b", 1, "Nothing can contain this character."),
        ("ab\ud800", 2, "Nothing can contain this character."),
    ],
)
def test_a_mistake_has_position_and_message(text: str, position: int | None, sentence: str) -> None:
    if position is None:
        parse(text, VERSIONS)
        return
    at, message = mistake(text)

    assert (at, sentence in message) == (position, True), message


@pytest.mark.parametrize("name", ["number", "device", "source", "status"])
def test_a_field_of_versions_is_none_of_models(name: str) -> None:
    assert mistake(f"{name}:1", MODELS) == (0, f"{name} is a field of versions, not of models.")


@pytest.mark.parametrize(
    ("text", "position", "sentence"),
    [
        ("action:move_alia", 7, "action can't be “move_alia”. Did you mean move_alias?"),
        ("reson:drift", 0, "no field “reson”. Did you mean reason?"),
        ("metric.auc>0.9", 0, "metric is a field of models, not of events."),
        ("x>5", 0, NO_FIELD),
        ("at>soon", 3, "at is compared with a date or time"),
        ("sort:by", 5, "can't be sorted by by. Use at."),
    ],
)
def test_a_mistake_about_events_has_a_position_and_a_message(
    text: str, position: int, sentence: str
) -> None:
    at, message = mistake(text, ListType.EVENTS)

    assert (at, sentence in message) == (position, True), message


def test_models_are_not_sorted_by_a_metric() -> None:
    at, message = mistake("sort:metric.auc", MODELS)

    assert at == 5
    assert (
        message == "The list can't be sorted by metric.<name>. Use name, created, updated, active."
    )


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "a" + ")" * 10_000,
        "(" * 10_000,
        "-" * 10_000 + "a",
        "a " * 500_000,
        '"' + "a" * 1_000_000,
        "name:" + "9" * 1_000_000,
    ],
)
def test_a_text_of_any_size_is_refused_for_its_size(text: str) -> None:
    at, message = mistake(text)

    assert (at, f"more than the {TEXT_LIMIT:,} that fit" in message) == (TEXT_LIMIT, True)


def test_the_longest_text_is_read() -> None:
    assert only("a" * TEXT_LIMIT) == Words(Pattern(("a" * TEXT_LIMIT,), anywhere=True))


def test_parentheses_alone_are_no_depth() -> None:
    depth = TEXT_LIMIT // 2 - 1

    assert only("(" * depth + "a" + ")" * depth) == A
    assert mistake("(" * TEXT_LIMIT)[0] == TEXT_LIMIT


def test_depth_is_bounded() -> None:
    levels = "(a or -" * (DEPTH_LIMIT // 2)

    assert isinstance(only("-" * (DEPTH_LIMIT - 1) + "a"), Not)
    assert "levels deep" in mistake("-" * DEPTH_LIMIT + "a")[1]
    assert "levels deep" in mistake("-" * (TEXT_LIMIT - 1) + "a")[1]
    assert "levels deep" in mistake(levels + "b" + ")" * (DEPTH_LIMIT // 2))[1]


def test_terms_are_bounded() -> None:
    assert len(parse("a " * TERMS_LIMIT, MODELS).condition.conditions) == TERMS_LIMIT
    assert mistake("a " * TERMS_LIMIT + "bc", MODELS) == (
        2 * TERMS_LIMIT,
        f"This search has more than {TERMS_LIMIT} terms. Use fewer.",
    )


PIECES = ["(", ")", '"', "\\", "-", "not ", " or ", " and ", "or", " ", "*", ":", ">=", "!=", "!"]
PIECES += ["=", "a", "É", ".", "name", "metric.", "auc", "0.9", "1e999", "sort:", "created", "\n"]
PIECES += ["2026-", "tag.", "device", "cuda", "is:trashed", "\x00", "\ud800", "😀", "9" * 30]
PIECES += ["number", "\u2028"]


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(),
    st.sampled_from(ListType),
)
@example("(" * 999 + ")" * 999, VERSIONS)
@example('metric."' * 200, VERSIONS)
@example("a!" * 900, VERSIONS)
@example(" " * 1_999 + ":", VERSIONS)
def test_any_text_is_a_query_or_a_mistake_inside_of_it(text: str, kind: ListType) -> None:
    found = outcome(text, kind)

    if isinstance(found, Query):
        assert found == outcome(f" {text}\n", kind)
    else:
        assert 0 <= found.position <= len(text)
        assert found.message.endswith((".", "?", "…"))


def outcome(text: str, kind: ListType) -> Query | QuerySyntaxError:
    try:
        return parse(text, kind)
    except QuerySyntaxError as error:
        return error


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=99)


@given(NAMES.map(spelling).map(str.strip).filter(lambda name: name[:1] not in {"", '"'}))
def test_any_metric_can_be_named_between_quotes(name: str) -> None:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    sort = parse(with_sort("", VERSIONS, f"metric.{name}"), VERSIONS).sort

    assert only(f'metric."{escaped}">1') == compared("metric", Operator.GREATER, 1.0, name)
    assert sort is not None
    assert sort.key == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "sort:-name"),
        ("a", "a sort:-name"),
        ("a sort:number b", "a sort:-name b"),
        ("a or b", "(a or b) sort:-name"),
        ("(a or b)", "(a or b) sort:-name"),
        ("(a or b) sort:number", "(a or b) sort:-name"),
    ],
)
def test_another_order_is_put_into_a_query(text: str, expected: str) -> None:
    assert with_sort(text, VERSIONS, "-name") == expected


@given(queries(VERSIONS))
def test_another_order_changes_nothing_else(text: str) -> None:
    changed = parse(with_sort(text, VERSIONS, "-metric.val loss"), VERSIONS)

    assert list(leaves(changed.condition)) == list(leaves(parse(text, VERSIONS).condition))
    assert changed.sort is not None
    assert (changed.sort.wanted, changed.sort.is_descending) == ("metric.val loss", True)
