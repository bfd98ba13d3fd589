"""References to the schemas of the OpenAPI document."""

from typing import Any, Final

SCHEMAS: Final = "#/components/schemas/"


def name_of(schema: dict[str, Any]) -> str:
    """Name of the schema to which this one refers."""
    return str(schema["$ref"]).removeprefix(SCHEMAS)
