"""Finds fields by their names as typed, with suggestions for misspelt ones."""

import re
from difflib import get_close_matches

from mldb.errors import QuerySyntaxError
from mldb.search.comparing import excerpt
from mldb.search.corrections import MisspeltError
from mldb.search.fields import Field, ListType, fields_of, find_field
from mldb.search.quoting import unquoted
from mldb.values.numbers import number_of
from mldb.values.spelling import spelling


def field_named(
    kind: ListType, name: str, position: int, *, value: str = ""
) -> tuple[Field, str | None]:
    """The field of this name, and the key behind its dot if it has one.

    Args:
        kind: the searched list.
        name: such as `device` or `metric.auc`.
        position: the offset of the name, for the error.
        value: the value that it is compared with, for a better suggestion.

    Raises:
        QuerySyntaxError: there is no such field in this list; the message suggests another.
    """
    head, dot, rest = name.partition(".")
    key = spelling(unquoted(rest)).strip() if dot else None
    field = find_field(kind, head.lower(), with_key=bool(dot))
    if field is not None and key != "":
        return field, key
    message = _refusal(kind, head.lower(), name, value, has_dot=bool(dot))
    # Of two the first is tried.
    found = re.search(r"Did you mean (\S+?)(?:\?| or )", message)
    if found is None or "<" in found[1]:
        raise QuerySyntaxError(message, position)
    raise MisspeltError(message, position, name, found[1])


def _refusal(kind: ListType, head: str, name: str, value: str, *, has_dot: bool) -> str:
    with_key = find_field(kind, head, with_key=True)
    if with_key is not None:
        return f"Write which {head} is meant: {with_key.label}."
    if has_dot and find_field(kind, head, with_key=False):
        return f"The field {head} takes no name behind a dot. Write {head}:…"
    elsewhere = [other for other in ListType if other is not kind and _exists(other, head)]
    if elsewhere:
        return f"{head} is a field of {elsewhere[0]}, not of {kind}."
    return f"There is no field {excerpt(name)}. {_advice(kind, head, name, value, has_dot=has_dot)}"


def _exists(kind: ListType, head: str) -> bool:
    return any(field.name == head for field in fields_of(kind))


def _advice(kind: ListType, head: str, name: str, value: str, *, has_dot: bool) -> str:
    labels = {field.name: field.label for field in fields_of(kind)}
    close = get_close_matches(head, labels, n=1)
    if close:
        suggestion = labels[close[0]]
        if has_dot and suggestion != close[0]:
            suggestion = close[0] + name[len(head) :]
        return f"Did you mean {suggestion}?"
    if number_of(value) is not None and find_field(kind, "metric", with_key=True):
        return f"Did you mean metric.{name} or param.{name}?"
    return "To search for it as text, put it between quotes."
