"""Table of the inputs of runs."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Row, length_between
from mldb.models.tracking.ml_dataset import MLDataset
from mldb.models.tracking.ml_run import MLRun
from mldb.values.limits import NAME_LENGTH


class MLRunInput(Row):
    """A dataset that a run read, and what for, such as training."""

    __tablename__ = "ml_run_inputs"
    __table_args__ = (
        length_between("context", 0, NAME_LENGTH),
        Index(None, "dataset_id", "run_id"),
        {"sqlite_with_rowid": False},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(MLRun.id, ondelete="CASCADE"), primary_key=True)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey(MLDataset.id, ondelete="CASCADE"), primary_key=True
    )
    context: Mapped[str] = mapped_column(primary_key=True)
