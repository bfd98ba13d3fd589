"""Text from elsewhere on a terminal, where control characters would be obeyed."""

import re
from typing import Final

# C0 and C1 controls, marks that reorder text, what shows nothing, and halves of characters, which
# no encoding can write. Line ends and tabs among them.
_CONTROL: Final = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff]"
)

# Sequences that a terminal obeys: of colours and the cursor, of titles and links, all others.
_SEQUENCE: Final = (
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]"
)
_NOT_OF_LINES: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def plain(text: str) -> str:
    """The text without a terminal's colours and other control sequences; its lines stay lines."""
    return re.sub(_NOT_OF_LINES, "", re.sub(_SEQUENCE, "", text))


def printable(text: str, *, keep: str = "") -> str:
    r"""The text with control characters escaped (`\x1b`), but for those of `keep`.

    A name could else move the cursor, change colours, forge lines or set the window's title.
    """
    if text.isprintable():
        return text
    return re.sub(
        _CONTROL, lambda found: found[0] if found[0] in keep else _escaped(found[0]), text
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()
