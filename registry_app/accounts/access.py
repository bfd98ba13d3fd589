"""Who may call a view: the minimum role stands beside its URL."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, path

from mldb.values.enums import Role

ANYBODY: Final = None
"""In place of a role: no login is needed."""

View = Callable[..., Any]
_ACCESS: Final = "access"


@dataclass(frozen=True)
class Access:
    """The minimum role of a view, and which password it needs.

    `is_sensitive`: the password was entered in the last minutes, as a stolen session must not be
    enough. `with_given_password`: also open to a user whose password somebody else set.
    """

    role: Role | None
    is_sensitive: bool = False
    with_given_password: bool = False


def page(  # the options of an Access, named at each URL
    route: str,
    view: View,
    *,
    name: str,
    role: Role | None,
    is_sensitive: bool = False,
    with_given_password: bool = False,
) -> URLPattern:
    """A URL with the access to its view."""
    access = Access(role, is_sensitive, with_given_password)
    return path(route, guarded(view, access), name=name)


def guarded(view: View, access: Access) -> View:
    """The view, which carries its access from now on.

    Raises:
        ImproperlyConfigured: another URL of the view has another access.
    """
    if getattr(view, _ACCESS, access) != access:
        raise ImproperlyConfigured(f"{view!r} has two URLs with different access.")
    setattr(view, _ACCESS, access)
    return view


def access_of(view: View) -> Access:
    """The access that stands beside the view's URL.

    Raises:
        ImproperlyConfigured: none does.
    """
    access = getattr(view, _ACCESS, None)
    if access is None:
        raise ImproperlyConfigured(f"{view!r} has no role: add it to its URL by page().")
    found: Access = access
    return found


def accesses(patterns: Sequence[Any]) -> Iterator[tuple[str, Access]]:
    """Name and access of each URL."""
    for pattern in patterns:
        yield pattern.name, access_of(pattern.callback)
