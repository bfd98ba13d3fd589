"""Addresses of things, and of the page one is on."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.http import HttpRequest, QueryDict
from django.templatetags.static import static as find_static
from django.urls import get_script_prefix, reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import escape
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django_htmx.jinja import htmx_script as django_htmx_script

from mldb.schemas import EntityRef
from registry_app.accounts.account import StaffAccount
from registry_app.core.root_path import root_path

_PLURALS = {"metric": "metrics", "param": "params", "version-tag": "tags", "model-tag": "tags"}
# Links of longer queries are made anew each time: anybody could fill the memory with them.
_REMEMBERED_LENGTH = 500
_ENDINGS = {"create": "new", "update": "edit", "delete": "delete"}


def url(view: str, *arguments: Any) -> str:
    """The URL of a view, below the path at which the site is served."""
    return f"{root_path()}{_path(view, *arguments)}"


def static(path: str) -> str:
    """The URL of a static file, which stays the same as long as the program runs."""
    return f"{root_path()}{_static_path(path)}"


def htmx_script() -> SafeString:
    """The element that loads htmx."""
    return _htmx_script(root_path())


# Pages link to the same few things again and again, and Django takes its time to make an address.
@lru_cache(maxsize=4096)
def _path(view: str, *arguments: Any) -> str:
    return reverse(view, args=arguments).removeprefix(get_script_prefix().rstrip("/"))


_static_path = cache(find_static)


@lru_cache(maxsize=16)
def _htmx_script(root: str) -> SafeString:
    element = django_htmx_script()
    return SafeString(element.replace('src="/', f'src="{escape(root)}/'))  # escaped


def model_url(name: str) -> str:
    """The page of a model."""
    return url("registry:model-detail", name)


def version_url(model_name: str, number: int) -> str:
    """The page of a version."""
    return f"{model_url(model_name)}/{number}"


def version_history_url(model_name: str, number: int) -> str:
    """What was done to a version, in the history of its model."""
    # By the number alone: events tell what the model was called at their time.
    query = urlencode({"q": f"name:*/{number}"}, safe=":/*")
    return f"{url('registry:model-history', model_name)}?{query}"


def event_url(event_id: int) -> str:
    """The page of an event, with all that it changed."""
    return f"{url('registry:history')}/{event_id}"


def restore_url(entry: EntityRef, user: StaffAccount) -> str:
    """Where one restores what lies in the trash; who may not can look at the trash."""
    kind, row_id = entry
    return url(f"registry:{kind}-restore", row_id) if user.is_editor else url("registry:trash")


def live_url(model_name: str | None) -> str:
    """Where a page hears of changes of a model, or of everything."""
    return url("live:live") + ("" if model_name is None else f"?{urlencode({'model': model_name})}")


def compare_url(model_name: str, base: int, other: int) -> str:
    """The comparison of two versions of a model."""
    labels = [f"{model_name}/{base}", f"{model_name}/{other}"]
    return f"{url('registry:compare')}?{urlencode({'v': labels}, doseq=True, safe='/')}"


def owner_url(owner: Any) -> str:
    """The page of a model or a version."""
    if hasattr(owner, "number"):
        return version_url(owner.model_name, owner.number)
    return model_url(owner.name)


def item_url(kind: str, action: str, owner: Any, name: str = "", **more: Any) -> str:
    """Where one adds, changes or deletes a metric, a parameter or a tag of a model or a version.

    The name stands in the query: as part of a path a browser would take `..` for a way up. Django's
    `reverse` would take longer than all else in a row of a table.
    """
    query = query_of({"name": name} | more) if name or more else ""
    return f"{owner_url(owner)}/{_PLURALS[kind]}/{_ENDINGS[action]}{query}"


def alias_url(action: str, model_name: str, alias: str, **more: Any) -> str:
    """Where one moves, removes or rolls back an alias; its name stands in the query, too."""
    return url(f"registry:alias-{action}", model_name) + query_of({"alias": alias} | more)


def here(request: HttpRequest) -> str:
    """The address of this page, without its query."""
    return escape_leading_slashes(escape_uri_path(request.path))


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The page's own query with some parameters changed: None leaves one out, tuples repeat one."""
    query: str = request.META.get("QUERY_STRING", "")
    changed = _changed if len(query) <= _REMEMBERED_LENGTH else _changed.__wrapped__
    return changed(query, tuple(changes.items()))


@lru_cache(maxsize=4096)
def _changed(query: str, changes: tuple[tuple[str, Any], ...]) -> str:
    return query_of(dict(QueryDict(query).lists()) | dict(changes))


def query_of(parameters: Mapping[str, Any]) -> str:
    """The parameters as a readable query; what is None or empty is left out."""
    pairs = (
        f"{_quoted(name)}={_quoted(value)}"
        for name, values in parameters.items()
        for value in (values if isinstance(values, list | tuple) else (values,))
        if value is not None and value != ""
    )
    return f"?{'&'.join(pairs)}"


def _quoted(value: Any) -> str:
    """As part of a query, of which what it is made of is left as people write it."""
    return quote_plus(str(value), safe=":/*,@")


def theme(request: HttpRequest) -> str:
    """The theme that the person chose, or that the browser says the system has."""
    chosen = request.COOKIES.get("theme") or request.headers.get("Sec-CH-Prefers-Color-Scheme", "")
    return chosen if chosen in {"light", "dark"} else ""
