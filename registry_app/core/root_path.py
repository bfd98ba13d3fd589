"""The path below which a proxy serves the site: empty if it has its host for itself.

It is the setting `SITE_ROOT_PATH`, or what the server says with each request (`uvicorn
--root-path`). URLs of pages are remembered without it, so whatever makes a URL puts it in front.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import get_resolver, set_script_prefix

_current: ContextVar[str] = ContextVar("root_path", default="")


def root_path() -> str:
    """Prefix of the paths of all URLs of this request, without a slash at its end."""
    return _current.get()


def begin_below(script_name: str) -> None:
    """Begin a request that came in below this path."""
    _current.set(script_name.rstrip("/"))


def below_root(scope: Any) -> Any:
    """The ASGI scope with the root path in front of its path exactly once.

    Some proxies take the root path off before they pass a request on, some don't; and uvicorn puts
    its own in front of whatever comes.
    """
    root = (settings.FORCE_SCRIPT_NAME or scope.get("root_path", "")).rstrip("/")
    begin_below(root)
    set_script_prefix(root or "/")
    if not root:
        return scope
    path = _inside(scope["path"] or "/", root)
    if root.split("/")[1] not in _first_segments():
        path = _inside(path, root)
    return {**scope, "root_path": root, "path": f"{root}{path}"}


def inner_path(scope: Any) -> str:
    """The path as the site knows it, of a scope that `below_root` made."""
    path: str = scope["path"]
    return path.removeprefix(root_path())


def _inside(path: str, root: str) -> str:
    if path == root:
        return "/"
    return path.removeprefix(root) if path.startswith(f"{root}/") else path


@cache
def _first_segments() -> frozenset[str]:
    """First segments of the site's own paths, which can't be a root path."""
    patterns = [settings.STATIC_URL, *_patterns(get_resolver(), "")]
    return frozenset(pattern.strip("^/").partition("/")[0] for pattern in patterns)


def _patterns(resolver: Any, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        pattern = f"{before}{one.pattern}"
        if hasattr(one, "url_patterns"):
            yield from _patterns(one, pattern)
        else:
            yield pattern
