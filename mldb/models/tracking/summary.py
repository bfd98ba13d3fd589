"""Mixin of series and chunks: the statistics of their points."""

from sqlalchemy import Double
from sqlalchemy.orm import Mapped, mapped_column


class Summary:
    """Count, first, last, least and greatest point.

    Points are ordered by step, then time, then value. A first or last value of NULL is NaN, which
    SQLite can't store. NULL as least and greatest: no value is a number.
    """

    count: Mapped[int]
    nan_count: Mapped[int]
    first_step: Mapped[int]
    first_time_ms: Mapped[int]
    first_value: Mapped[float | None] = mapped_column(Double)
    last_step: Mapped[int]
    last_time_ms: Mapped[int]
    last_value: Mapped[float | None] = mapped_column(Double)
    min_step: Mapped[int | None]
    min_time_ms: Mapped[int | None]
    min_value: Mapped[float | None] = mapped_column(Double)
    max_step: Mapped[int | None]
    max_time_ms: Mapped[int | None]
    max_value: Mapped[float | None] = mapped_column(Double)
