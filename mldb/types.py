"""Type variables of the generic repositories and services."""

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

    from mldb.models.base import Row
    from mldb.schemas.base import UpdateSchema

RowT = TypeVar("RowT", bound="Row")
CreateT = TypeVar("CreateT", bound="BaseModel")
UpdateT = TypeVar("UpdateT", bound="UpdateSchema")
ReadT = TypeVar("ReadT", bound="BaseModel")
