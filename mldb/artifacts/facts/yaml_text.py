"""YAML from anybody as plain lists, mappings and texts."""

from collections.abc import Iterator
from typing import Any, Final

import yaml

from mldb.artifacts.facts.ranges import UnreadableError

YAML_LIMIT: Final = 262_144
"""Characters of a file whose facts are read."""
_DEEPEST: Final = 30
# Made of C, it takes a hundredth of the time; not every system has it.
_Loader: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def loaded_yaml(text: str) -> Any:
    """The document; every value in it is a text, as no type is guessed, and an alias is its name.

    Raises:
        UnreadableError: it is no YAML, too long or too deep.
    """
    if len(text) > YAML_LIMIT:
        raise UnreadableError("The file is too long for its facts to be read.")
    try:
        events = (one for one in yaml.parse(text, Loader=_Loader) if _is_content(one))
        return _value(next(events), events, 0)
    except StopIteration:
        raise UnreadableError("The file is empty.") from None
    except (yaml.YAMLError, UnicodeError):
        raise UnreadableError("It is no YAML.") from None


def _is_content(event: yaml.Event) -> bool:
    return isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent)


def _value(event: Any, events: Iterator[Any], depth: int) -> Any:
    if depth > _DEEPEST:
        raise UnreadableError("It has too many levels.")
    if isinstance(event, yaml.MappingStartEvent):
        return dict(_pairs(events, depth))
    if isinstance(event, yaml.SequenceStartEvent):
        return list(_entries(events, depth))
    return event.value if isinstance(event, yaml.ScalarEvent) else f"*{event.anchor}"


def _entries(events: Iterator[Any], depth: int) -> Iterator[Any]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _value(event, events, depth + 1)


def _pairs(events: Iterator[Any], depth: int) -> Iterator[tuple[str, Any]]:
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _value(event, events, depth + 1)
        value = _value(next(events), events, depth + 1)
        if isinstance(key, str):
            yield key, value
