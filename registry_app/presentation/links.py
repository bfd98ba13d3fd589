"""Addresses of things, and of the page one is on."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from django.http import HttpRequest
from django.templatetags.static import static as find_static
from django.urls import get_script_prefix, reverse

_PLURALS = {"metric": "metrics", "param": "params", "version-tag": "tags", "model-tag": "tags"}
_ENDINGS = {"create": "new", "update": "edit", "delete": "delete"}


def url(view: str, *arguments: Any) -> str:
    """The address of a view."""
    return _url(get_script_prefix(), view, arguments)


@cache
def static(path: str) -> str:
    """The address of a static file, which stays the same as long as the program runs."""
    return find_static(path)


def model_url(name: str) -> str:
    """The page of a model."""
    return url("registry:model-detail", name)


def version_url(model_name: str, number: int) -> str:
    """The page of a version."""
    return f"{model_url(model_name)}/{number}"


def compare_url(model_name: str, base: int, other: int) -> str:
    """The comparison of two versions of a model."""
    labels = [f"{model_name}/{base}", f"{model_name}/{other}"]
    return f"{url('registry:compare')}?{urlencode({'v': labels}, doseq=True, safe='/')}"


# Pages link to the same few things again and again, and Django takes its time to make an address.
@lru_cache(maxsize=4096)
def _url(_prefix: str, view: str, arguments: tuple[Any, ...]) -> str:
    return reverse(view, args=arguments)


def owner_url(owner: Any) -> str:
    """The page of a model or a version."""
    if hasattr(owner, "number"):
        return version_url(owner.model_name, owner.number)
    return model_url(owner.name)


def item_url(kind: str, action: str, owner: Any, name: str = "") -> str:
    """Where one adds, changes or deletes a metric, a parameter or a tag of a model or a version.

    The same as Django's `reverse`, which would take longer than all else in a row of a table.
    """
    named = f"/{quote(name)}" if name else ""
    return f"{owner_url(owner)}/{_PLURALS[kind]}{named}/{_ENDINGS[action]}"


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The page's own query with some parameters changed; None leaves one out."""
    return query_of(dict(request.GET.lists()) | changes)


def query_of(parameters: Mapping[str, Any]) -> str:
    """The parameters as a readable query; what is None or empty is left out."""
    kept = {name: value for name, value in parameters.items() if value not in (None, "", [""])}
    # What a query is made of is left as people write it.
    return f"?{urlencode(kept, doseq=True, safe=':/*,@', quote_via=quote_plus)}"


def theme(request: HttpRequest) -> str:
    """The theme that the person chose, or that the browser says the system has."""
    chosen = request.COOKIES.get("theme") or request.headers.get("Sec-CH-Prefers-Color-Scheme", "")
    return chosen if chosen in {"light", "dark"} else ""
