"""The schemas of the OpenAPI document, without what Pydantic says too much or in its own way."""

from typing import Any

from registry_app.api.document.references import name_of


def tidied(node: Any) -> Any:
    """The same without titles that repeat names, and without defaults that mean "not given"."""
    if isinstance(node, list):
        return [tidied(child) for child in node]
    if not isinstance(node, dict):
        return node
    tidy = {
        name: child if name in {"example", "examples"} else tidied(child)
        for name, child in node.items()
        if not _says_nothing(name, child)
    }
    if "patternProperties" in tidy:
        # Names of another pattern would be let through.
        [(pattern, values)] = tidy.pop("patternProperties").items()
        tidy["additionalProperties"] = values
        tidy["propertyNames"] = {"pattern": pattern, **tidy.get("propertyNames", {})}
    if tidy.get("type") == "object" and "maxLength" in tidy:
        tidy["maxProperties"] = tidy.pop("maxLength")
    return tidy


def _says_nothing(name: str, child: Any) -> bool:
    return (name == "title" and isinstance(child, str)) or (name == "default" and child is None)


def used_schemas(paths: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """Those that the paths name, and those that these name, by name."""
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
