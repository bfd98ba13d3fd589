"""Patterns of SQL: `%` stands for any characters, `_` for one."""

import re
from dataclasses import dataclass

from mldb.search.pattern import folded

_SPECIAL_IN_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Like:
    """A pattern; `is_folded`: upper and lower case are the same."""

    text: str
    is_folded: bool

    @property
    def like(self) -> str:
        r"""The pattern for LIKE with the escape character `\`."""
        escaped = self.text.replace("\\", "\\\\")
        return folded(escaped) if self.is_folded else escaped

    @property
    def glob(self) -> str:
        """The pattern for SQLite's GLOB, which tells upper from lower case."""
        escaped = _SPECIAL_IN_GLOB.sub(r"[\g<0>]", self.text)
        return escaped.replace("%", "*").replace("_", "?")

    def matches(self, text: str) -> bool:
        """Whether the text matches the pattern."""
        wild = {"%": ".*", "_": "."}
        pattern = folded(self.text) if self.is_folded else self.text
        expression = "".join(wild.get(one) or re.escape(one) for one in pattern)
        compared = folded(text) if self.is_folded else text
        return re.fullmatch(expression, compared, re.DOTALL) is not None
