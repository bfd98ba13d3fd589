"""Names from elsewhere can't control a terminal."""

import pytest

from mldb.terminal import printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fraud", "fraud"),
        ("模型 é 😀", "模型 é 😀"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b2J", r"\x9b2J"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("a\rb\nc\x00", r"a\rb\nc\x00"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("\udcff", r"\udcff"),
    ],
)
def test_what_would_be_obeyed_is_escaped(text: str, expected: str) -> None:
    assert printable(text) == expected
    assert printable(printable(text)) == expected


def test_lines_may_stay() -> None:
    assert printable("a\nb\r\x1b", keep="\n") == "a\nb\\r\\x1b"
