"""Columns of exported rows: those that an export holds, and those that an import compares."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement

from mldb.catalogue import BY_TABLE


@cache
def exported_columns(row_type: Any) -> dict[str, ColumnElement[Any]]:
    """Columns by name, in the order of the table."""
    internal = BY_TABLE[row_type.__tablename__].internal
    return {column.name: column for column in row_type.__table__.c if column.name not in internal}


@cache
def content_of(row_type: Any) -> dict[str, ColumnElement[Any]]:
    """The columns by name that make two rows equal, and whether the row is in the trash."""
    entity, columns = BY_TABLE[row_type.__tablename__], exported_columns(row_type)
    content = {name: column for name, column in columns.items() if name not in entity.excused}
    if entity.has_trash:
        content["is_trashed"] = row_type.deleted_at.is_not(None)
    return content
