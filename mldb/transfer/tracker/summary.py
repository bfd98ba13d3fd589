"""A run's summary in JSON, as trackers write it: one object of values, some of them objects."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mldb.errors import RuleViolationError


class _Pairs(list[tuple[str, Any]]):
    """An object as it is written: a name given twice stays twice."""


def read_summary(path: Path, text: str) -> Iterator[tuple[str, object]]:
    """Names and values; those of an object in the object are named `outer.inner`.

    Raises:
        RuleViolationError: the file holds no object in JSON.
    """
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
        if not isinstance(found, _Pairs):
            raise RuleViolationError(
                f"{path} holds no object: metrics in JSON are written as "
                '{"auc": 0.93, "loss": 0.2}.'
            )
        yield from _flat("", found)
    except RecursionError:
        raise RuleViolationError(f"{path} holds objects in objects, too many to read.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno:,}, column {error.colno:,}"
        raise RuleViolationError(f"{path} is no JSON ({where}): {error.msg}.") from None
    except ValueError as error:
        # A number with thousands of digits.
        raise RuleViolationError(f"{path} can't be read: {error}.") from None


def _flat(prefix: str, pairs: _Pairs) -> Iterator[tuple[str, object]]:
    for name, value in pairs:
        if isinstance(value, _Pairs):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value
