"""Schemas of the OpenAPI document, as the page shows them."""

from dataclasses import dataclass
from typing import Any, Final

from registry_app.api.document.references import name_of

_WORDS: Final = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}
# Longer patterns list all invisible characters, which nobody wants to read.
_READABLE_PATTERN: Final = 40


@dataclass(frozen=True)
class Described:
    """A field or a parameter: name, type, limits and meaning."""

    name: str
    type: str
    limits: str
    description: str
    is_required: bool
    refers_to: str | None
    """Name of the schema of its values, if that has fields of its own."""


class Types:
    """The schemas of one document."""

    def __init__(self, schemas: dict[str, Any]) -> None:
        self._schemas = schemas

    def names(self) -> list[str]:
        """Schemas with fields, by name."""
        return [name for name, schema in self._schemas.items() if "properties" in schema]

    def description(self, name: str) -> str:
        """Description of the schema."""
        return str(self._schemas[name].get("description", ""))

    def fields(self, name: str) -> list[Described]:
        """The fields of a schema, in its order."""
        schema = self._schemas[name]
        required = schema.get("required", [])
        return [
            self.described(field, inner, is_required=field in required)
            for field, inner in schema["properties"].items()
        ]

    def described(self, name: str, schema: dict[str, Any], *, is_required: bool) -> Described:
        """A field or parameter of this name."""
        return Described(
            name,
            self._type(schema),
            ", ".join(limits_of(_given(schema))),
            schema.get("description", ""),
            is_required,
            self._refers_to(schema),
        )

    def _type(self, schema: dict[str, Any]) -> str:
        if "anyOf" in schema:
            return " or ".join(self._type(one) for one in schema["anyOf"])
        if "allOf" in schema:
            return self._type(schema["allOf"][0])
        if "$ref" in schema:
            values = self._schemas[name_of(schema)].get("enum")
            return " | ".join(values) if values else name_of(schema)
        return self._type_of_one(schema)

    def _type_of_one(self, schema: dict[str, Any]) -> str:
        if "prefixItems" in schema:
            return f"pairs of {' and '.join(map(self._type, schema['prefixItems']))}"
        if "type" not in schema:
            return "anything"
        if schema["type"] == "array":
            return f"list of {self._type(schema['items'])}"
        if "additionalProperties" in schema:
            return f"object: names with {self._type(schema['additionalProperties'])}"
        return "time" if schema.get("format") == "date-time" else _WORDS[schema["type"]]

    def _refers_to(self, schema: dict[str, Any]) -> str | None:
        for one in (schema, *schema.get("anyOf", ()), *schema.get("allOf", ())):
            for inner in (one, one.get("items"), one.get("additionalProperties")):
                if isinstance(inner, dict) and "$ref" in inner and name_of(inner) in self.names():
                    return name_of(inner)
        return None


def limits_of(schema: dict[str, Any]) -> list[str]:
    """Limits of the value, in words."""
    found = [
        _between(schema.get(low), schema.get(high), words)
        for low, high, words in (
            ("minLength", "maxLength", "{} characters"),
            ("minimum", "maximum", "{}"),
            ("minItems", "maxItems", "{} of them"),
            ("minProperties", "maxProperties", "{} of them"),
        )
    ]
    if "pattern" in schema:
        short = len(schema["pattern"]) <= _READABLE_PATTERN
        found.append(schema["pattern"] if short else "no control characters")
    if schema.get("default") not in (None, "", {}, []):
        found.append(f"otherwise {str(schema['default']).lower()}")
    return [limit for limit in found if limit]


def _between(low: int | None, high: int | None, words: str) -> str:
    if high is None:
        return "" if not low else words.format(f"at least {low:,}")
    return words.format(f"{low:,} to {high:,}" if low is not None else f"up to {high:,}")


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that is not null."""
    given = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return schema | given[0] if given else schema
