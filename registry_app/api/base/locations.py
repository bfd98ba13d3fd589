"""Locations of mistakes in a request, as problem details give them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest
from pydantic import ValidationError

from mldb.wording import sentence_of
from registry_app.core.refusal import ProblemDetail

# Names in them may have dots and slashes.
_MAPPINGS: Final = {"metrics", "params", "tags"}


def field_location(request: HttpRequest | None, field: str) -> dict[str, Any]:
    """Location of a service's field: in the body, or the parameter of this name."""
    if field == "key":
        return {"parameter": "Idempotency-Key"}
    if request is not None and field in request.GET:
        return {"parameter": field}
    mapping, _, name = field.partition(".")
    if mapping in _MAPPINGS and name:
        return {"pointer": f"/{mapping}/{_escaped(name)}"}
    return {"pointer": f"/{field.replace('.', '/')}"}


def details_of(errors: Sequence[Mapping[str, Any]]) -> list[ProblemDetail]:
    """Problem details of Pydantic's errors, located as ninja locates them."""
    return [ProblemDetail(detail=sentence_of(error), **_location(error["loc"])) for error in errors]


def details_of_schema(request: HttpRequest, error: ValidationError) -> list[ProblemDetail]:
    """Problem details of a schema that an operation filled from the body and from the URL."""
    errors: list[Mapping[str, Any]] = []
    for one in error.errors():
        parameter = _parameter(request, one["loc"])
        location = ("path", parameter) if parameter else ("body", "body", *one["loc"])
        errors.append(one | {"loc": location})
    return details_of(errors)


def _parameter(request: HttpRequest, location: Sequence[Any]) -> str | None:
    """The parameter with which the field was filled; None: it was filled from the body."""
    match = request.resolver_match
    parameters = {*(match.kwargs if match else {}), *request.GET}
    if location == ("model_name",) and "name" in parameters:
        return "name"
    if location in {("name",), ("key",)}:
        return next((name for name in ("item", "alias") if name in parameters), None)
    return None


def _location(location: Sequence[Any]) -> dict[str, Any]:
    """A location of ninja: the source, the view's argument, and the path inside it.

    For a parameter of one value ninja leaves the argument out.
    """
    source, *rest = location
    if source == "body":
        return {"pointer": "".join(f"/{_escaped(part)}" for part in rest[1:])}
    names = [part for part in rest if isinstance(part, str)]
    return {"parameter": names[-1] if names else str(source)}


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
