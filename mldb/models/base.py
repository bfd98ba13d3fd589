"""Shared parts of all tables: naming convention, column types, mixins, wording of refusals."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from mldb.errors import RuleViolationError
from mldb.values.limits import NAME_LENGTH

# SQLite gives out row ids for INTEGER alone; PostgreSQL would run out of them.
BigId = BigInteger().with_variant(Integer, "sqlite")


def code_point_string(length: int) -> String:
    """Type of a short text that is sorted by code point on every database."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Converts the moment that the rows of a batch share only once."""
        convert = super().bind_processor(dialect)
        if convert is None:
            return None
        last: tuple[Any, Any] = (None, None)

        def process(value: datetime | None) -> Any:
            nonlocal last
            moment, converted = last
            # Identity, not equality: times that differ by `fold` alone are equal.
            if value is not moment:
                converted = convert(value)
                last = value, converted
            return converted

        return process

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> datetime | None:
        """The moment in UTC, whatever zone it was given in."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("A time without a zone can't be stored.")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Reads SQLite's text in one step, as pages are full of times."""
        if dialect.name == "sqlite":
            return _from_sqlite
        return super().result_processor(dialect, coltype)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> datetime | None:
        """The moment in UTC, whatever zone PostgreSQL returns."""
        return None if value is None else value.astimezone(UTC)


def _from_sqlite(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Row(DeclarativeBase):
    """A row of any table, with the conventions for names and types."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it off the class
        datetime: UTCDateTime(),
        int: BigId,
        # Lists by name have one order everywhere.
        str: code_point_string(NAME_LENGTH),
    }


class Base(Row):
    """A row with an `id`, which is never given out again."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class Attributed:
    """Author and times of a row, and the counter that detects a stale copy."""

    created_at: Mapped[datetime]
    created_by: Mapped[str]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]
    row_version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # SQLAlchemy calls it on the class
        return {"version_id_col": cls.row_version}


class Trashable:
    """A row that can be in the trash: the time of trashing, and who did it."""

    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None]


def refusal(
    error: type[RuleViolationError], message: str, field: str | None = None
) -> dict[str, Any]:
    """For the `info` of a constraint: the domain error its violation is, and the words for it."""
    return {"refusal": error(message, field)}


def trash_index() -> Index:
    """Partial index of the rows in the trash, by time; costs nothing for other rows."""
    is_trashed = text("deleted_at IS NOT NULL")
    return Index(None, "deleted_at", "id", sqlite_where=is_trashed, postgresql_where=is_trashed)


def length_between(column: str, low: int, high: int) -> CheckConstraint:
    """Constraint `<column>_length`; SQLite keeps no length by itself."""
    return CheckConstraint(
        f"length({column}) BETWEEN {low} AND {high}",
        name=f"{column}_length",
        info=refusal(
            RuleViolationError, f"Use at least {low} and at most {high:,} characters.", column
        ),
    )


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Constraint `<column>_known`: the column holds one of these words."""
    words = list(values)
    quoted = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(
        f"{column} IN ({quoted})",
        name=f"{column}_known",
        info=refusal(RuleViolationError, f"Choose one of {', '.join(words)}.", column),
    )
