"""Which names a model can be given."""

from typing import Protocol

from mldb.errors import DuplicateError


class Holder(Protocol):
    """What the rules need to know of the model that has a name."""

    @property
    def deleted_at(self) -> object:
        """Since when it lies in the trash."""


class Use(Holder, Protocol):
    """A name that was used, and the model that has it now, if any."""

    @property
    def id(self) -> int | None:
        """Of the model."""


def check_free(name: str, holder: Holder | None) -> None:
    """Refuse a name for a new model; one in the trash steps aside.

    Raises:
        DuplicateError: a model outside the trash has it.
    """
    if holder is not None and holder.deleted_at is None:
        raise DuplicateError(f"A model named {name!r} exists already.", "name")


def check_never_used(name: str, use: Use | None) -> None:
    """Refuse a name for a model that exists: its versions would be taken for those of another.

    Raises:
        DuplicateError: a model has it or had it.
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
