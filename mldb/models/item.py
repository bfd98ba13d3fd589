"""Mixins of metrics, parameters and tags: a named value of its owner."""

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.schema import SchemaItem

from mldb.errors import DuplicateError
from mldb.models.base import Attributed, length_between, refusal
from mldb.models.registry.ml_model import MLModel
from mldb.models.registry.ml_model_version import MLModelVersion
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.values.limits import NAME_LENGTH


class OfVersion(Attributed):
    """A named value of a version."""

    version_id: Mapped[int] = mapped_column(ForeignKey(MLModelVersion.id, ondelete="CASCADE"))

    @declared_attr
    def owner(cls) -> Mapped[MLModelVersion]:  # noqa: N805  # SQLAlchemy calls it on the class
        """The version it belongs to."""
        return relationship(MLModelVersion, lazy="raise")


class OfModel(Attributed):
    """A named value of a model."""

    model_id: Mapped[int] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))

    @declared_attr
    def owner(cls) -> Mapped[MLModel]:  # noqa: N805  # SQLAlchemy calls it on the class
        """The model it belongs to."""
        return relationship(MLModel, lazy="raise")


class OfExperiment(Attributed):
    """A named value of an experiment."""

    experiment_id: Mapped[int] = mapped_column(ForeignKey(MLExperiment.id, ondelete="CASCADE"))

    @declared_attr
    def owner(cls) -> Mapped[MLExperiment]:  # noqa: N805  # SQLAlchemy calls it on the class
        """The experiment it belongs to."""
        return relationship(MLExperiment, lazy="raise")


class TextValue:
    """A value that is text."""

    value: Mapped[str] = mapped_column(Text)


def item_constraints(owner: str, name: str, word: str) -> tuple[SchemaItem, ...]:
    """One value per owner and name, and a name of proper length."""
    return (
        UniqueConstraint(
            owner,
            name,
            info=refusal(DuplicateError, f"A {word} of this name exists already.", name),
        ),
        length_between(name, 1, NAME_LENGTH),
    )


def text_value_constraint(longest: int) -> SchemaItem:
    """A text value of at most so many characters."""
    return length_between("value", 0, longest)
