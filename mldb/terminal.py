"""Makes untrusted text safe for a terminal, which would execute control characters."""

import re
from typing import Final

# C0 and C1 controls (also line ends and tabs), marks that reorder text, invisible characters, and
# surrogates, which no encoding can write.
_CONTROL: Final = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff]"
)

# Control sequences: colours and cursor movements, titles and links, all others.
_SEQUENCE: Final = (
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]"
)
_NOT_OF_LINES: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def plain(text: str) -> str:
    """The text without control sequences, such as colours; line ends are kept."""
    return re.sub(_NOT_OF_LINES, "", re.sub(_SEQUENCE, "", text))


def printable(text: str, *, keep: str = "") -> str:
    r"""The text with control characters escaped (`\x1b`), but for those of `keep`.

    Otherwise a name could move the cursor, change colours, forge lines or set the window's title.
    """
    if text.isprintable():
        return text
    return re.sub(
        _CONTROL, lambda found: found[0] if found[0] in keep else _escaped(found[0]), text
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()
