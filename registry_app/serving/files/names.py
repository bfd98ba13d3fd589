"""Names under which browsers save files (RFC 6266)."""

import re
from typing import Final
from urllib.parse import quote

# Browsers disagree about these inside of quotes.
_UNSAFE: Final = re.compile(r'[^ -~]|["\\%]')


def attachment(name: str) -> str:
    """The header `Content-Disposition` of a file to be saved, never to be shown."""
    plain = _UNSAFE.sub("_", name)
    header = f'attachment; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
