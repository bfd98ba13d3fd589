"""A forked child must neither use nor close its parent's connections."""

import os
from typing import Protocol
from weakref import WeakSet


class Forgetful(Protocol):
    """Holds engines and can let go of them without closing a connection."""

    def forget(self) -> None:
        """Start anew; whatever was open stays open and untouched."""


_holders: WeakSet[Forgetful] = WeakSet()


def forget_after_fork(holder: Forgetful) -> None:
    """Have the holder's `forget` called in every forked child."""
    _holders.add(holder)


def _forget_all() -> None:
    for holder in list(_holders):
        holder.forget()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_forget_all)
