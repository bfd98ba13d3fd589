"""Examples of bodies, composed of the examples of their fields."""

from typing import Any, Final

from registry_app.api.document.references import name_of

Schemas = dict[str, dict[str, Any]]
_NONE: Final = object()


def example_of(schema: dict[str, Any], schemas: Schemas) -> Any:
    """The schema's own example, else one of all fields for which there is an example.

    Raises:
        ValueError: there is none.
    """
    example = _example(schema, schemas)
    if example is _NONE:
        raise ValueError(f"There is no example of {schema}.")
    return example


def _example(schema: dict[str, Any], schemas: Schemas) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return _example(schemas[name_of(schema)], schemas)
    if "properties" in schema:
        return _of_object(schema["properties"], schemas)
    if "items" in schema:
        item = _example(schema["items"], schemas)
        return item if item is _NONE else [item]
    if isinstance(values := schema.get("additionalProperties"), dict):
        value = _example(values, schemas)
        return value if value is _NONE else {value["name"]: value}
    return _example(schema["anyOf"][0], schemas) if "anyOf" in schema else _NONE


def _of_object(fields: dict[str, Any], schemas: Schemas) -> Any:
    examples = {name: _example(field, schemas) for name, field in fields.items()}
    given = {name: example for name, example in examples.items() if example is not _NONE}
    return given or _NONE
