"""Statements about models."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, insert, select

from mldb.models import MLModel


@cache
def insert_model() -> Insert:
    """For one model, without the bookkeeping of the ORM."""
    table: Any = MLModel.__table__
    return insert(table)


@cache
def model_by_name() -> Select[MLModel]:
    """The model of the name `model_name`."""
    return select(MLModel).where(MLModel.name == bindparam("model_name"))
