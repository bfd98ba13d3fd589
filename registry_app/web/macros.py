"""Macros of the templates as Python functions, for filters and for HTML inside messages."""

from collections.abc import Callable
from functools import cache

from django.template import engines
from markupsafe import Markup


@cache
def macro(template: str, name: str) -> Callable[..., Markup]:
    """A macro of a template, with autoescape; it sees its arguments and the global functions.

    The template is loaded once per process.
    """
    module = engines["jinja2"].env.get_template(template).module  # type: ignore[attr-defined]  # the backend is Jinja2
    made: Callable[..., Markup] = getattr(module, name)
    return made
