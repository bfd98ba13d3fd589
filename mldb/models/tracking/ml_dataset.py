"""Table of datasets."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError
from mldb.models.base import Base, code_point_string, length_between, refusal
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.values.limits import DATASET_TEXT_LENGTH, EXPERIMENT_NAME_LENGTH, NAME_LENGTH


class MLDataset(Base):
    """What runs of an experiment read, identified by name and digest."""

    __tablename__ = "ml_datasets"
    __table_args__ = (
        UniqueConstraint(
            "experiment_id",
            "name",
            "digest",
            info=refusal(DuplicateError, "This dataset exists already.", "name"),
        ),
        length_between("name", 1, EXPERIMENT_NAME_LENGTH),
        length_between("digest", 1, NAME_LENGTH),
        length_between("source_type", 0, NAME_LENGTH),
        *(
            length_between(column, 0, DATASET_TEXT_LENGTH)
            for column in ("source", "schema", "profile")
        ),
        {"sqlite_autoincrement": True},
    )

    experiment_id: Mapped[int] = mapped_column(ForeignKey(MLExperiment.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(code_point_string(EXPERIMENT_NAME_LENGTH))
    digest: Mapped[str]
    source_type: Mapped[str]
    # As the client gives them, mostly JSON.
    source: Mapped[str] = mapped_column(Text)
    schema: Mapped[str] = mapped_column(Text)
    profile: Mapped[str] = mapped_column(Text)
