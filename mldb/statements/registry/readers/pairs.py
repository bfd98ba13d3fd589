"""Aliases and tags of a model as one JSON column each."""

from typing import Any

from sqlalchemy import JSON, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from mldb.models import MLModel, MLModelAlias, MLModelTag


class json_pairs(GenericFunction[Any]):  # noqa: N801  # SQL functions are lower case
    """Aggregate: a JSON object of names and values; NULL or empty if there are none."""

    inherit_cache = True
    type = JSON()


@compiles(json_pairs, "sqlite")
def _sqlite_pairs(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **options)})"


@compiles(json_pairs, "postgresql")
def _postgres_pairs(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_object_agg({compiler.process(element.clauses, **options)})"


def aliases_of_model() -> Any:
    """Subquery: the version numbers that the aliases of a model point to, by alias."""
    numbers = select(json_pairs(MLModelAlias.name, MLModelAlias.version_number)).where(
        MLModelAlias.model_id == MLModel.id, MLModelAlias.is_current.is_(True)
    )
    return numbers.scalar_subquery()


def tags_of_model() -> Any:
    """Subquery: the values of a model's tags, by key."""
    values = select(json_pairs(MLModelTag.key, MLModelTag.value))
    return values.where(MLModelTag.model_id == MLModel.id).scalar_subquery()
