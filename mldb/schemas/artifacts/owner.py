"""The run, logged model or version that a file belongs to."""

from dataclasses import dataclass
from typing import Self

from mldb.values.enums import OwnerKind


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is: the public id of a run or logged model, or a model's name and a number."""

    kind: OwnerKind
    name: str
    number: int | None = None

    @classmethod
    def run(cls, public_id: str) -> Self:
        """The run with this public id."""
        return cls(OwnerKind.RUN, public_id)

    @classmethod
    def logged_model(cls, public_id: str) -> Self:
        """The logged model with this public id."""
        return cls(OwnerKind.LOGGED_MODEL, public_id)

    @classmethod
    def version(cls, model_name: str, number: int) -> Self:
        """The version of this model with this number."""
        return cls(OwnerKind.VERSION, model_name, number)

    @property
    def label(self) -> str:
        """How messages and the audit name it."""
        return self.name if self.number is None else f"{self.name}/{self.number}"

    @property
    def uri(self) -> str:
        """Its URI as MLflow writes it: `runs:/…`, `models:/m-…` or `models:/name/3`."""
        scheme = "runs" if self.kind is OwnerKind.RUN else "models"
        return f"{scheme}:/{self.label}"
