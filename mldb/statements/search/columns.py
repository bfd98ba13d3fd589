"""Columns that a query can compare."""

from typing import Any

from mldb.catalogue import BY_TABLE


def searchable_columns(row_type: Any) -> dict[str, Any]:
    """Columns of the table by the field of the query language."""
    searchable = BY_TABLE[row_type.__tablename__].searchable
    return {name: getattr(row_type, column) for name, column in searchable.items()}
