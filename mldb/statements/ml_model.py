"""Statements about models."""

from functools import cache

from sqlalchemy import Select, bindparam, select

from mldb.models import MLModel


@cache
def model_by_name() -> Select[MLModel]:
    """The model of the name `model_name`."""
    return select(MLModel).where(MLModel.name == bindparam("model_name"))
