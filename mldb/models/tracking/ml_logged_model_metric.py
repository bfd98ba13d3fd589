"""Table of the metrics of logged models."""

from sqlalchemy import Double, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Row, code_point_string, length_between
from mldb.models.tracking.ml_logged_model import MLLoggedModel
from mldb.values.limits import EXPERIMENT_NAME_LENGTH, NAME_LENGTH


class MLLoggedModelMetric(Row):
    """One value of a logged model, perhaps measured on a dataset; NULL is NaN."""

    __tablename__ = "ml_logged_model_metrics"
    __table_args__ = (length_between("name", 1, NAME_LENGTH), {"sqlite_with_rowid": False})

    logged_model_id: Mapped[int] = mapped_column(
        ForeignKey(MLLoggedModel.id, ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    # Empty if it was measured on no particular dataset.
    dataset_name: Mapped[str] = mapped_column(
        code_point_string(EXPERIMENT_NAME_LENGTH), primary_key=True
    )
    dataset_digest: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    time_ms: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[float | None] = mapped_column(Double)
