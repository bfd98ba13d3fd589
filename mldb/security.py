"""The security log: logins, changes of accounts and refusals; docs/security-log.md lists them.

Each event is one line to the logger `modelbook.security`. Nothing is written unless that logger has
a handler: a training script needs no such log.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import Final

LOGGER: Final = "modelbook.security"
# Values that need no quotes. Any other value is quoted, so that nobody can forge a field or a line.
_PLAIN: Final = re.compile(r"[A-Za-z0-9._:/@+-]+")
_log = logging.getLogger(LOGGER)


def note(event: str, **fields: object) -> None:
    """Log an event; fields that are None are left out."""
    _log.info("%s", written({"event": event} | fields))


def written(fields: Mapping[str, object]) -> str:
    """The fields as `name=value`, with values quoted as JSON strings where they have to be."""
    return " ".join(
        f"{name}={_value(value)}" for name, value in fields.items() if value is not None
    )


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
