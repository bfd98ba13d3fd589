r"""Formulas in TeX as text that people can read: `\alpha_i^2 \le 1` as αᵢ² ≤ 1.

It knows what cards use. What it doesn't know stays as it was typed.
"""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Final

from registry_app.web.cards.symbols import ACCENTS, BLACKBOARD, FUNCTIONS, PLAIN, SILENT, SYMBOLS

_LONGEST: Final = 2_000
_DEEPEST: Final = 20
_TOKEN: Final = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|[{}^_&~]|[^\\{}^_&~\s]", re.DOTALL)
_FRACTIONS: Final = {"frac", "dfrac", "tfrac", "cfrac"}
_BOLD: Final = {"mathbf", "boldsymbol", "bm", "textbf"}
# Commands that leave a gap.
_GAPS: Final = {",", ";", ":", "!", ">", " ", "quad", "qquad"}


class _TooDeepError(Exception):
    """The formula is nested deeper than anybody reads."""


def readable(tex: str) -> str | None:
    """The formula as HTML; None if it is too long or too deep."""
    if len(tex) > _LONGEST:
        return None
    try:
        return " ".join(_Formula(_TOKEN.findall(tex)).all().split())
    except _TooDeepError:
        return None


@dataclass
class _Formula:
    """A formula that is read from left to right."""

    tokens: list[str]
    position: int = 0
    _depth: int = field(default=0)

    def all(self) -> str:
        """Every part; a closing brace too many is none."""
        parts = []
        while self.position < len(self.tokens):
            parts.append(self._part(self._next()))
        return "".join(parts)

    def _next(self) -> str:
        token = self.tokens[self.position]
        self.position += 1
        return token

    def _peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def _group(self) -> str:
        """What stands up to the brace that closes."""
        parts = []
        while self.position < len(self.tokens):
            part = self._next()
            if part == "}":
                break
            parts.append(self._part(part))
        return "".join(parts)

    def _argument(self) -> str:
        """A group, or the next character or command."""
        while self._peek().isspace():
            self.position += 1
        return self._part(self._next()) if self._peek() else ""

    def _part(self, part: str) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeepError
        try:
            return self._command(part[1:]) if part.startswith("\\") else self._sign(part)
        finally:
            self._depth -= 1

    def _sign(self, sign: str) -> str:
        if sign == "{":
            return self._group()
        if sign in {"^", "_"}:
            tag = "sup" if sign == "^" else "sub"
            return f"<{tag}>{self._argument()}</{tag}>"
        if sign.isspace() or sign in {"~", "&"}:
            return " "
        return "" if sign == "}" else escape(sign)

    def _command(self, name: str) -> str:
        if name in SYMBOLS:
            return SYMBOLS[name]
        if name in FUNCTIONS:
            return name if self._peek() in {"", "(", "_", "^", "\\left"} else f"{name} "
        if name in {"begin", "end"}:
            self._argument()
            return ""
        if name in SILENT:
            if name in {"left", "right"} and self._peek() == ".":
                self.position += 1
            return ""
        if name in _GAPS:
            return " "
        return self._with_arguments(name)

    def _with_arguments(self, name: str) -> str:
        if name in _FRACTIONS:
            above, below = self._argument(), self._argument()
            return f"{_grouped(above)}/{_grouped(below)}"
        if name == "sqrt":
            return f"√{_grouped(self._argument())}"
        if name in _BOLD:
            return f"<b>{self._argument()}</b>"
        if name == "mathbb":
            letter = self._argument()
            return BLACKBOARD.get(letter, letter)
        if name in ACCENTS:
            return _accented(self._argument(), ACCENTS[name])
        return (
            self._argument() if name in PLAIN else escape(f"\\{name}" if name.isalnum() else name)
        )


def _grouped(html: str) -> str:
    """In brackets, unless it is one number or letter, with or without an index."""
    return html if re.fullmatch(r"\w+(?:<su[bp]>[^<]*</su[bp]>)?", html) else f"({html})"


def _accented(html: str, accent: str) -> str:
    """A letter with its accent; over several letters an accent would be read as the last one's."""
    return f"{html}{accent}" if len(html) == 1 else f"({html}){accent}"
