"""Mappings of names to values."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from mldb.values.limits import METRICS_PER_CALL
from mldb.values.names import Name
from mldb.values.numbers import MetricValue
from mldb.values.spelling import spelling
from mldb.values.texts import ParamInMapping, TagValue


def pairs(value: object) -> object:
    """A mapping, also from a list of pairs; a name given twice is refused, not swallowed.

    Names that differ by the blanks at their ends, or are spelt in another way, are the same name.
    """
    if not isinstance(value, Iterable) or isinstance(value, str):
        return value
    mapping: dict[str, Any] = {}
    seen = set()
    for pair in value.items() if isinstance(value, Mapping) else value:
        if not _is_pair(pair):
            raise PydanticCustomError("pairs", "Give names and values: a mapping, or pairs.")
        name = spelling(pair[0]).strip()
        if name in seen:
            raise PydanticCustomError(
                "duplicate_name", "{name} is given twice.", {"name": repr(name)}
            )
        seen.add(name)
        mapping[pair[0]] = pair[1]
    return mapping


def _is_pair(value: object) -> bool:
    """Whether this is a name with a value."""
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)  # noqa: PLR2004  # a pair


# A million parameters on one version is a mistake; a thousand is a large configuration.
Params = Annotated[dict[Name, ParamInMapping], BeforeValidator(pairs), Field(max_length=1_000)]
Tags = Annotated[dict[Name, TagValue], BeforeValidator(pairs), Field(max_length=1_000)]
Metrics = Annotated[
    dict[Name, MetricValue], BeforeValidator(pairs), Field(max_length=METRICS_PER_CALL)
]
"""Metrics by name, also as a list of pairs."""
