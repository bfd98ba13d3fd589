"""Strict types: a program that sends "3" or 0 for 3 or false has a fault, a form has not."""

from typing import Annotated, Final

from pydantic import BeforeValidator, Field, StrictBool
from pydantic_core import PydanticCustomError

from mldb.values.limits import METRICS_PER_CALL
from mldb.values.mappings import pairs
from mldb.values.names import Name
from mldb.values.numbers import MetricValue, VersionNumber


def _object(value: object) -> object:
    if isinstance(value, list):
        raise PydanticCustomError("object", "Give an object: names with their values.")
    return value


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "Give a number.")
    return value


OBJECT: Final = BeforeValidator(_object)
NUMBER: Final = BeforeValidator(_number)
Flag = StrictBool
Number = Annotated[VersionNumber, NUMBER]
Measured = Annotated[MetricValue, Field(strict=True)]
MeasuredByName = Annotated[
    dict[Name, Measured], BeforeValidator(pairs), Field(max_length=METRICS_PER_CALL)
]
