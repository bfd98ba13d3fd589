"""Table of the tags on runs."""

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Row, length_between
from mldb.models.tracking.ml_run import MLRun
from mldb.values.limits import NAME_LENGTH, TAG_LENGTH


class MLRunTag(Row):
    """A free key and value on a run; the last value that was set counts."""

    __tablename__ = "ml_run_tags"
    __table_args__ = (
        length_between("key", 1, NAME_LENGTH),
        length_between("value", 0, TAG_LENGTH),
        # For searched lists.
        Index(None, "key", "value_start", "run_id"),
        {"sqlite_with_rowid": False},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(MLRun.id, ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    # As `mldb.search.pattern.start_of` gives it, because searches don't tell upper from lower case
    # and an index entry of PostgreSQL has no room for a whole value.
    value_start: Mapped[str]
