"""Rules for the names of models."""

from typing import Protocol

from mldb.errors import DuplicateError


class Holder(Protocol):
    """The model that has a name."""

    @property
    def deleted_at(self) -> object:
        """Time of trashing; None: not in the trash."""


class Use(Holder, Protocol):
    """A used name, and the model that has it now, if any."""

    @property
    def id(self) -> int | None:
        """Id of the model; None: no model has the name."""


def check_free(name: str, holder: Holder | None) -> None:
    """Refuse the name of an existing model for a new one; a model in the trash steps aside.

    Raises:
        DuplicateError: a model outside the trash has it.
    """
    if holder is not None and holder.deleted_at is None:
        raise DuplicateError(f"A model named {name!r} exists already.", "name")


def check_never_used(name: str, use: Use | None) -> None:
    """Refuse to rename a model to a used name, so that a name with a number stays unique.

    Raises:
        DuplicateError: a model has or had the name.
    """
    if use is None:
        return
    if use.id is not None:
        check_free(name, use)
        raise DuplicateError(
            f"A model in the trash is named {name!r}. Choose a name that was never used.", "name"
        )
    raise DuplicateError(
        f"The name {name!r} was used before. Choose one that was never used, so that a name with a "
        "number never means two versions.",
        "name",
    )
