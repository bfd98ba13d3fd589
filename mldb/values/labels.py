"""Names of versions as people write them."""

import re
from typing import Final

_LABEL: Final = re.compile(r"(.+)/([0-9]{1,18})", re.DOTALL)


def version_pair(label: str) -> tuple[str, int] | None:
    """The model's name and the number in `fraud/3`; None if it names no version."""
    read = _LABEL.fullmatch(label.strip())
    return (read[1], int(read[2])) if read else None
