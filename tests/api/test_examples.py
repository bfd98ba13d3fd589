"""Examples of bodies, composed of the examples of their fields."""

from typing import Any

import pytest

from registry_app.api.document.examples import example_of

REFERENCE = {"$ref": "#/components/schemas/Tag"}
TAG: dict[str, Any] = {
    "properties": {
        "name": {"type": "string", "examples": ["team", "owner"]},
        "value": {"anyOf": [{"type": "string", "examples": ["payments"]}, {"type": "null"}]},
        "comment": {"type": "string"},
    }
}
EXAMPLE = {"name": "team", "value": "payments"}


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        (REFERENCE, EXAMPLE),
        ({"type": "array", "items": REFERENCE}, [EXAMPLE]),
        ({"additionalProperties": REFERENCE}, {"team": EXAMPLE}),
        ({"anyOf": [REFERENCE, {"type": "null"}]}, EXAMPLE),
        (REFERENCE | {"examples": [{"name": "stage"}]}, {"name": "stage"}),
        ({"properties": {"deleted_at": {"examples": [None]}}}, {"deleted_at": None}),
    ],
)
def test_an_example_is_composed(schema: dict[str, Any], example: object) -> None:
    assert example_of(schema, {"Tag": TAG}) == example


@pytest.mark.parametrize("schema", [{"type": "string"}, {"properties": {"name": {}}}])
def test_a_schema_without_examples_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no example"):
        example_of(schema, {})
