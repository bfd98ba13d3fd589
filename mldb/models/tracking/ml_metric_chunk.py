"""Table of chunks of metric points."""

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Base
from mldb.models.tracking.ml_metric_series import MLMetricSeries
from mldb.models.tracking.summary import Summary


class MLMetricChunk(Summary, Base):
    """Some points of a series, encoded by `mldb.points.chunk`, and their statistics.

    No point is in two chunks of a series.
    """

    __tablename__ = "ml_metric_chunks"
    __table_args__ = (
        Index(None, "series_id", "last_step", "last_time_ms"),
        {"sqlite_autoincrement": True},
    )

    series_id: Mapped[int] = mapped_column(ForeignKey(MLMetricSeries.id, ondelete="CASCADE"))
    # Last, so that SQLite reads the statistics without it.
    points: Mapped[bytes] = mapped_column(LargeBinary, sort_order=1)
