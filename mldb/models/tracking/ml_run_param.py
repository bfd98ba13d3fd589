"""Table of the parameters of runs."""

from sqlalchemy import Double, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Row, length_between
from mldb.models.tracking.ml_run import MLRun
from mldb.values.limits import NAME_LENGTH, PARAM_LENGTH


class MLRunParam(Row):
    """One named setting of a run. It never changes once it is logged."""

    __tablename__ = "ml_run_params"
    __table_args__ = (
        length_between("name", 1, NAME_LENGTH),
        length_between("value", 0, PARAM_LENGTH),
        # For searched lists.
        Index(None, "name", "number", "run_id"),
        Index(None, "name", "value_start", "run_id"),
        {"sqlite_with_rowid": False},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(MLRun.id, ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    # As `mldb.search.pattern.start_of` gives it, because searches don't tell upper from lower case
    # and an index entry of PostgreSQL has no room for a whole value.
    value_start: Mapped[str]
    # The value where it reads as a number: no two databases cast text alike.
    number: Mapped[float | None] = mapped_column(Double)
