"""Tidies the schemas that Pydantic makes for the OpenAPI document."""

from typing import Any

from registry_app.api.document.references import name_of


def tidied(node: Any) -> Any:
    """A schema without titles, which repeat names, and without defaults that mean "not given"."""
    if isinstance(node, list):
        return [tidied(child) for child in node]
    if not isinstance(node, dict):
        return node
    tidy = {
        name: child if name in {"example", "examples"} else tidied(child)
        for name, child in node.items()
        if not _is_needless(name, child)
    }
    if "patternProperties" in tidy:
        # Pydantic's form allows names that don't match.
        [(pattern, values)] = tidy.pop("patternProperties").items()
        tidy["additionalProperties"] = values
        tidy["propertyNames"] = {"pattern": pattern, **tidy.get("propertyNames", {})}
    if tidy.get("type") == "object" and "maxLength" in tidy:
        tidy["maxProperties"] = tidy.pop("maxLength")
    return tidy


def _is_needless(name: str, child: Any) -> bool:
    return (name == "title" and isinstance(child, str)) or (name == "default" and child is None)


def used_schemas(paths: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas to which the paths refer, directly or by other schemas."""
    used: set[str] = set()
    waiting = _named(paths)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting |= _named(schemas[name])
    return {name: schemas[name] for name in sorted(used)}


def _named(node: Any) -> set[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            return {name_of(node)}
        node = list(node.values())
    if isinstance(node, list):
        return {name for child in node for name in _named(child)}
    return set()
