"""Table of metric series."""

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import ConflictError
from mldb.models.base import Base, length_between, refusal
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.models.tracking.ml_run import MLRun
from mldb.models.tracking.summary import Summary
from mldb.values.limits import NAME_LENGTH


class MLMetricSeries(Summary, Base):
    """A metric of a run: the statistics of all its points, kept up to date as they are logged."""

    __tablename__ = "ml_metric_series"
    __table_args__ = (
        UniqueConstraint(
            "run_id",
            "name",
            info=refusal(ConflictError, "Another process logs this metric just now.", "name"),
        ),
        length_between("name", 1, NAME_LENGTH),
        # For searched and sorted lists, of all runs and of the runs of one experiment.
        *(
            Index(None, *columns, statistic, "run_id")
            for columns in (("name",), ("experiment_id", "name"))
            for statistic in ("last_value", "min_value", "max_value")
        ),
        {"sqlite_autoincrement": True},
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(MLRun.id, ondelete="CASCADE"))
    # The run's, which never changes.
    experiment_id: Mapped[int] = mapped_column(ForeignKey(MLExperiment.id, ondelete="CASCADE"))
    name: Mapped[str]
    # The newest points, encoded as a chunk, until there are enough for a chunk; empty: none. A
    # metric that is logged point by point so changes one row at a time.
    tail: Mapped[bytes] = mapped_column(LargeBinary, sort_order=1)
