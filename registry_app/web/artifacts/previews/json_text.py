"""JSON with one value per line, which changes nothing but the blanks between its parts."""

import json
import re
from typing import Final

_PART: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_DEEPEST: Final = 20
"""Levels that are indented: a deep text would be all blanks."""


def pretty_json(text: str) -> str | None:
    """The JSON with line ends and indentation; None if it is no JSON, or too deeply nested.

    Numbers, repeated names and escapes stay as they are written, as no value is read and written
    again.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    parts: list[str] = []
    depth, before = 0, ""
    for part in _PART.findall(text):
        is_end, follows_start = part in {"}", "]"}, before in {"{", "["}
        depth += follows_start - is_end
        # Nothing stands between the signs of an empty list.
        if follows_start != is_end or before == ",":
            parts.append("\n" + "  " * min(depth, _DEEPEST))
        parts.append(": " if part == ":" else part)
        before = part
    return "".join(parts)
