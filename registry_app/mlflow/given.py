"""What clients send: query strings and JSON bodies, read as leniently as MLflow's clients need."""

from functools import cache
from typing import Any, get_origin
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import from_json

from registry_app.mlflow.errors import ProtocolError, invalid_parameter


class Given(BaseModel):
    """Parameters of a call: unknown ones are ignored, and null means that it is not given.

    Numbers and truth values may be texts: clients in R send nothing else. Texts are no numbers.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_null(cls, given: Any) -> Any:
        if isinstance(given, dict) and None in given.values():
            return {name: value for name, value in given.items() if value is not None}
        return given


def read_query(schema: type[Given], query: bytes) -> dict[str, Any]:
    """The parameters of a query string; of one that is no list the last value counts."""
    lists = _list_fields(schema)
    values = parse_qs(query.decode("latin-1"), keep_blank_values=True)
    return {name: value if name in lists else value[-1] for name, value in values.items()}


def read_body(body: bytes) -> dict[str, Any]:
    """The parameters of a JSON body; an empty one has none.

    Raises:
        ProtocolError: it is no JSON object.
    """
    if not body.strip():
        return {}
    try:
        given = from_json(body)
    except ValueError:
        raise ProtocolError.invalid("The body is no JSON. Send one JSON object.") from None
    if not isinstance(given, dict):
        raise ProtocolError.invalid("The body is no JSON object. Send one JSON object.")
    return given


def validated(schema: type[Given], given: dict[str, Any]) -> Given:
    """The parameters, checked.

    Raises:
        ProtocolError: one is missing or can't be used.
    """
    try:
        return schema.model_validate(given)
    except ValidationError as error:
        raise invalid_parameter(error) from None


@cache
def _list_fields(schema: type[Given]) -> frozenset[str]:
    return frozenset(
        name for name, field in schema.model_fields.items() if get_origin(field.annotation) is list
    )
