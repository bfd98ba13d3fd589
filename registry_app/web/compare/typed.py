"""Versions as people type them: `fraud/3`, `3`, `fraud@champion`, `@champion`."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from mldb.errors import MLDBError, NotFoundError
from mldb.values.labels import version_pair
from registry_app.core.registry import Registry

_ALIAS: Final = re.compile(r"([^@]*)@([^@]+)", re.DOTALL)
_NUMBER_DIGITS: Final = 18


class Typed(NamedTuple):
    """What somebody typed, the version that it names, and why it names none.

    Without a version and without a reason it may be a search.
    """

    text: str
    pair: tuple[str, int] | None = None
    refusal: str = ""


def read_typed(texts: Iterable[str], registry: Registry) -> list[Typed]:
    """Each text once; a number or an alias alone is of the first model that the others name."""
    distinct = list(dict.fromkeys(filter(None, map(str.strip, texts))))
    pairs = (version_pair(text) for text in distinct)
    names = [pair[0] for pair in pairs if pair] + [
        match[1].strip() for text in distinct if (match := _ALIAS.fullmatch(text))
    ]
    model = next(filter(None, names), "")
    return [_read(text, model, registry) for text in distinct]


def _read(text: str, model: str, registry: Registry) -> Typed:
    pair = version_pair(text)
    if pair is not None:
        return Typed(text, pair)
    if text.isascii() and text.isdigit() and len(text) <= _NUMBER_DIGITS and model:
        return Typed(text, (model, int(text)))
    match = _ALIAS.fullmatch(text)
    if match is None or not (match[1].strip() or model):
        return Typed(text)
    return _of_alias(text, match[1].strip() or model, match[2].strip(), registry)


def _of_alias(text: str, model: str, alias: str, registry: Registry) -> Typed:
    try:
        assignment = registry.aliases.get(model, alias)
    except NotFoundError as error:
        return Typed(text, refusal=str(error))
    except MLDBError:
        return Typed(text)
    return Typed(text, (model, assignment.version_number))
