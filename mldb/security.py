"""The security log: who did what to accounts, and what was refused; docs/security-log.md lists it.

One line for each event, to the logger `modelbook.security`. Without a handler of its own nothing is
written: a training script needs no such log.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import Final

LOGGER: Final = "modelbook.security"
# What stands in a line as it is. Anything else is quoted, so that nobody can write a field or a
# line of their own.
_PLAIN: Final = re.compile(r"[A-Za-z0-9._:/@+-]+")
_log = logging.getLogger(LOGGER)


def note(event: str, **fields: object) -> None:
    """Write down what happened; fields that are None are left out."""
    _log.info("%s", written({"event": event} | fields))


def written(fields: Mapping[str, object]) -> str:
    """The fields as `name=value`, with values quoted as JSON strings where they have to be."""
    return " ".join(
        f"{name}={_value(value)}" for name, value in fields.items() if value is not None
    )


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
