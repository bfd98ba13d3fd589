"""What differs is seen, whatever it is."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_app.web.diff.lines import Line, line_diff
from registry_app.web.diff.texts import alone, pair
from registry_app.web.presentation.changes import shortened, whole_change

LONG = "x" * 40 + "\n"
# Two texts that a careless page shows as the same.
ALIKE = [
    ("a", ""),
    ("a b", "a  b"),
    ("a", "a "),
    (" a", "a"),
    ("a\tb", "a b"),
    ("a\nb", "a\r\nb"),
    ("a\nb", "a\rb"),
    ("a\nb", "a b"),
    ("a", "a\n"),
    ("a\n", "a\n\n"),
    ("\n", "\n\n"),
    (" ", "  "),
    (" ", "\t"),
    ("a", "a\u200b"),
    ("a", "\ufeffa"),
    ("a b", "a\u00a0b"),
    ("caf\u00e9", "cafe\u0301"),
    ("\u0430uc", "auc"),
    ("a-b", "a\u2010b"),
    ("\ufb01t", "fit"),
    ("x" * 99_999 + "a", "x" * 99_999 + "b"),
    (LONG * 50 + "Section 3", LONG * 50 + "Section 4"),
    (f"a{LONG * 50}b", f"b{LONG * 50}a"),
    ("x" * 500, "x" * 501),
    ("{" + '"a": 1, ' * 500 + "}", "{" + '"a": 1, ' * 499 + '"a": 2, }'),
]
many = pytest.mark.parametrize(("before", "after"), ALIKE)


def seen(html: str) -> str:
    """What a person sees: no tags, every gap one blank, nothing of what shows nothing."""
    source = re.sub(r"<[^>]*>", "", html).replace("\u200b", "").replace("\ufeff", "")
    return " ".join(source.replace("\u0430", "a").replace("\u2010", "-").split())


@many
@pytest.mark.parametrize("is_turned", [False, True])
def test_two_texts_in_short_look_different(before: str, after: str, *, is_turned: bool) -> None:
    texts = (after, before) if is_turned else (before, after)
    old, new = pair(*texts)

    assert seen(old) != seen(new)
    assert len(old) < 500


@many
def test_lines_that_differ_look_different(before: str, after: str) -> None:
    lines = line_diff(before, after)
    old = [seen(line.html) for line in lines if line.change == "del"]
    new = [seen(line.html) for line in lines if line.change == "ins"]

    assert old != new


@many
def test_beside_each_other_they_look_different(before: str, after: str) -> None:
    first, second = shortened(before, after), shortened(after, before)

    assert seen(first.partition("</summary>")[0]) != seen(second.partition("</summary>")[0])


@given(st.text(), st.text())
def test_equal_in_short_means_equal(before: str, after: str) -> None:
    old, new = pair(before, after)

    assert (old == new) == (before == after)


@given(st.lists(st.sampled_from("ab\n\r x")).map("".join), st.text("ab\n"))
def test_the_comparison_has_all_lines_that_differ(before: str, after: str) -> None:
    lines = line_diff(before, after)
    counted = sum(line.skipped or line.before is not None for line in lines)

    assert counted == len(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", before))
    assert any(line.change in {"del", "ins"} for line in lines) == (before != after)


def test_lines_around_a_change_are_shown_and_others_counted() -> None:
    before = "".join(f"line {number}\n" for number in range(1, 21))
    lines = line_diff(before, before.replace("line 10\n", "line ten\n"))

    assert [(line.change, line.before, line.after, line.skipped) for line in lines] == [
        ("skip", None, None, 6),
        ("same", 7, 7, 0),
        ("same", 8, 8, 0),
        ("same", 9, 9, 0),
        ("del", 10, None, 0),
        ("ins", None, 10, 0),
        ("same", 11, 11, 0),
        ("same", 12, 12, 0),
        ("same", 13, 13, 0),
        ("skip", None, None, 7),
    ]
    assert [line.html for line in lines if line.change in {"del", "ins"}] == [
        'line <span class="changed">10</span>',
        'line <span class="changed">ten</span>',
    ]


def test_words_that_are_alike_within_a_line_are_plain() -> None:
    lines = line_diff("the auc is 0.91 on all cards", "the f1 is 0.91 on most cards")

    assert [line.html for line in lines] == [
        'the <span class="changed">auc</span> is 0.91 on <span class="changed">all</span> cards',
        'the <span class="changed">f1</span> is 0.91 on <span class="changed">most</span> cards',
    ]


def test_lines_with_little_in_common_are_marked_as_one() -> None:
    (before, after) = line_diff("x: one two three four", "x: five six seven eight")

    assert before.html == 'x: <span class="changed">one two three four</span>'
    assert after.html == 'x: <span class="changed">five six seven eight</span>'


def test_equal_texts_have_no_lines_that_differ() -> None:
    assert line_diff("", "") == []
    assert line_diff("a\nb", "a\nb") == [Line("skip", skipped=2)]


def test_typed_text_is_text() -> None:
    hostile = "<script>alert(1)</script>&amp;"
    shown = [
        *pair(hostile, f"{hostile} {hostile}"),
        *(line.html for line in line_diff(f"{hostile}\na", f"{hostile}b\na")),
        alone(hostile),
        shortened(hostile * 10, hostile),
    ]

    assert not any("<script" in html for html in shown)


CHANCE = random.Random(1)  # noqa: S311  # the same texts every time
NUMBERS = [f"{number:04}" for number in range(20_000)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n" * 100_000, "\n" * 99_999 + "x"),
        ("a\nb\n" * 25_000, "b\na\n" * 25_000),
        ("\n".join(NUMBERS), "\n".join(CHANCE.sample(NUMBERS, len(NUMBERS)))),
        ("\n".join(CHANCE.choices("abc", k=50_000)), "\n".join(CHANCE.choices("abc", k=50_000))),
        ("e" + "\u0301" * 99_999, "e" + "\u0301" * 99_998 + "x"),
        ("x" * 100_000, "x" * 50_000 + "y" + "x" * 49_999),
        ("", "x\n" * 50_000),
    ],
)
def test_nothing_that_fits_on_a_card_keeps_the_comparison_busy(before: str, after: str) -> None:
    """Some of these would need minutes without a bound."""
    change = whole_change("description", before, after)

    assert 0 < len(change.lines) <= 2_000
    assert (change.before, change.after) == (before, after)
