"""Pydantic's own words reach nobody."""

import json
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import _pydantic_core as core
from pydantic_core import to_json

from mldb import schemas
from mldb.schemas.base import ReadSchema
from mldb.transfer.manifest import Manifest
from mldb.transfer.records import RECORD_TYPES
from mldb.wording import OF_PYDANTIC, OTHERWISE, first_sentence, sentence_of
from registry_app.api import schemas as api_schemas

# What Pydantic says begins like this, or names things of Python.
THEIRS = ("Input", "should", "String ", "Field required", "Extra", "Value error", "valid ", "parse")
of_the_api = [
    import_module(f"{api_schemas.__name__}.{module.name}")
    for module in iter_modules(api_schemas.__path__)
]
SENT = [
    schema
    for module in (schemas, *of_the_api)
    for schema in vars(module).values()
    if isinstance(schema, type)
    and issubclass(schema, BaseModel)
    and schema is not BaseModel
    and not issubclass(schema, ReadSchema)
]
ALL = [*SENT, *RECORD_TYPES.values(), Manifest]
WRONG: list[Any] = [None, "", "x", "x" * 200_000, -1, 0, 1.5, 2**70, float("nan"), True, b"\xff"]
WRONG += [[], [1], ["x"] * 20_000, {}, {"a": object()}, {1: 2}, object(), "2026-13-01", "\ud800"]


def wordings(schema: type[BaseModel]) -> Iterator[str]:
    """The sentences for each kind of wrong value at each field, and for wrong wholes."""
    fields = schema.model_fields
    given: list[Any] = [{name: value} for name in fields for value in WRONG]
    for values in [*given, None, 7, [], {"no such field": 1}]:
        yield from refusals(schema, values)


def refusals(schema: type[BaseModel], values: Any) -> Iterator[str]:
    try:
        schema.model_validate(values)
    except ValidationError as error:
        yield from (sentence_of(one) for one in error.errors())


def test_every_type_of_error_has_a_sentence() -> None:
    assert {error["type"] for error in core.list_all_errors()} == OF_PYDANTIC


@pytest.mark.parametrize("error", core.list_all_errors(), ids=lambda error: error["type"])
def test_every_sentence_can_be_filled_in(error: Any) -> None:
    context = error.get("example_context") or {}
    shown = {name: 3 if value in {0, None} else "such" for name, value in context.items()}
    sentence = sentence_of({"type": error["type"], "ctx": shown, "msg": "", "loc": ()})

    assert "{" not in sentence
    assert sentence[0].isupper() or sentence in {"such", "3"}


@pytest.mark.parametrize("schema", ALL, ids=lambda schema: schema.__name__)
def test_no_schema_answers_in_pydantic_s_words(schema: type[BaseModel]) -> None:
    said = set(wordings(schema))

    assert [one for one in said if any(word in one for word in THEIRS)] == []
    assert OTHERWISE not in said
    assert all(one.endswith((".", "?")) for one in said), said


def test_what_is_no_json_is_told_with_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, int]).validate_json(b"{")

    assert first_sentence(caught.value.errors()).startswith("This is no JSON: ")


def test_the_first_sentence_says_where() -> None:
    with pytest.raises(ValidationError) as caught:
        schemas.MLModelVersionCreate(model_name="a", source="s3:b", params={"depth": "x" * 16_001})

    said = first_sentence(json.loads(to_json(caught.value.errors(include_input=False))))
    assert said == "params.depth: Write at most 16,000 characters."
