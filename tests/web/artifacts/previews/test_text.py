"""Bytes as lines."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry_app.web.artifacts.previews.text import (
    LINE_LENGTH,
    LINES_SHOWN,
    decoded,
    lines_of,
    visible,
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("größe 日本".encode(), "größe 日本"),
        (b"\xef\xbb\xbfa", "a"),
        ("a".encode("utf-16"), "a"),
        (b"", ""),
    ],
)
def test_text_is_decoded(content: bytes, text: str) -> None:
    found = decoded(content, is_whole=True)

    assert found is not None
    assert (found.text, found.is_exact) == (text, True)


@pytest.mark.parametrize("content", [b"a\x00b", bytes(range(128, 256)), b"\x89PNG\r\n\x1a\n\x00"])
def test_other_bytes_are_no_text(content: bytes) -> None:
    assert decoded(content, is_whole=True) is None


def test_a_character_that_is_cut_in_two_is_left_out() -> None:
    content = "日本".encode()[:-1]
    beginning = decoded(content, is_whole=False)

    assert beginning is not None
    assert (beginning.text, beginning.is_exact) == ("日", True)


def test_a_few_wrong_bytes_are_said_to_be_wrong() -> None:
    found = decoded(b"a" * 100 + b"\xff", is_whole=True)

    assert found is not None
    assert not found.is_exact


def test_lines_are_counted_and_cut() -> None:
    lines = lines_of("x\r\n" * (LINES_SHOWN + 1), is_whole=True)

    assert (len(lines.lines), lines.total, lines.is_whole) == (LINES_SHOWN, LINES_SHOWN + 1, False)
    assert lines_of("a\nb", is_whole=True).is_whole
    assert lines_of("a\nb", is_whole=False).total is None
    long = lines_of("x" * (LINE_LENGTH + 1), is_whole=True)
    assert (len(long.lines[0]), long.has_cut_lines, long.is_whole) == (LINE_LENGTH, True, False)


def test_what_hides_or_turns_characters_is_visible() -> None:
    assert visible("a\u202eb\x1b[31m\tc\ufeff") == "a⟨U+202E⟩b␛[31m\tc⟨U+FEFF⟩"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.booleans())
def test_any_bytes_are_lines_or_no_text(content: bytes, is_whole: bool) -> None:  # noqa: FBT001
    found = decoded(content, is_whole=is_whole)
    if found is not None:
        assert "\x00" not in "".join(lines_of(found.text, is_whole=is_whole).lines)
