"""URLs for templates and views."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from django.http import HttpRequest, QueryDict
from django.templatetags.static import static as find_static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.encoding import escape_uri_path
from django.utils.http import RFC3986_SUBDELIMS, escape_leading_slashes

from mldb.schemas import EntityRef, MLExperimentRead, MLModelVersionRead, MLRunRead, SavedViewRead
from mldb.search.quoting import quoted
from mldb.values.limits import RUN_ID_LENGTH
from registry_app.accounts.account import StaffAccount
from registry_app.core.root_path import root_path

# Longer queries are not cached: anybody could fill the memory with them.
_CACHED_LENGTH = 500
# Stand for the arguments of a view in the pattern of its path: numbers, which the converters of
# names take too, or ids of runs.
_PLACEHOLDERS = ("8100000000001", "8100000000002", "8100000000003")
_RUN_IDS = tuple(one.ljust(RUN_ID_LENGTH, "0") for one in _PLACEHOLDERS)
# As Django's `reverse` quotes arguments.
_SAFE = f"{RFC3986_SUBDELIMS}/~:@"


def url(view: str, *arguments: Any) -> str:
    """The URL of a view, below the path at which the site is served."""
    return f"{root_path()}{_path(view, *arguments)}"


def static(path: str) -> str:
    """The URL of a static file, which is constant while the process runs."""
    return f"{root_path()}{_static_path(path)}"


@lru_cache(maxsize=4096)
def _path(view: str, *arguments: Any) -> str:
    pattern = _pattern(view, len(arguments))
    return pattern % tuple([quote(str(argument), safe=_SAFE) for argument in arguments])


@cache
def _pattern(view: str, count: int) -> str:
    """The path of a view with `%s` for each argument.

    Filling it in takes a tenth of the time of `reverse`, and pages have hundreds of links.
    """
    placeholders = _PLACEHOLDERS[:count]
    try:
        path = reverse(view, args=placeholders)
    except NoReverseMatch:
        placeholders = _RUN_IDS[:count]
        path = reverse(view, args=placeholders)
    path = path.removeprefix(get_script_prefix().rstrip("/"))
    path = path.replace("%", "%%")
    for placeholder in placeholders:
        path = path.replace(placeholder, "%s")
    return path


_static_path = cache(find_static)


def saved_view_url(view: SavedViewRead) -> str:
    """The short link of a saved view, which stays the same when the view is changed."""
    return url("registry:saved-view-open", view.id)


def model_url(name: str) -> str:
    """The page of a model."""
    return url("registry:model-detail", name)


def version_url(model_name: str, number: int) -> str:
    """The page of a version."""
    return url("registry:version-detail", model_name, number)


def version_history_url(model_name: str, number: int) -> str:
    """The events of a version, in the history of its model."""
    # By the number alone: an event records the name that the model had at its time.
    query = urlencode({"q": f"name:*/{number}"}, safe=":/*")
    return f"{url('registry:model-history', model_name)}?{query}"


def experiment_url(experiment_id: int) -> str:
    """The page of an experiment. Its name can have slashes, so that the path has its id."""
    return url("registry:experiment-detail", experiment_id)


def experiment_history_url(experiment: MLExperimentRead) -> str:
    """The events of an experiment, in the history."""
    name = experiment.name.replace("\\", "\\\\").replace('"', '\\"')
    return url("registry:history") + query_of({"q": f'entity:experiment name:"{name}"'})


def logged_model_url(public_id: str) -> str:
    """The page of a logged model."""
    return url("registry:logged-model-detail", public_id)


def run_url(public_id: str) -> str:
    """The page of a run."""
    return url("registry:run-detail", public_id)


def person_url(username: str) -> str:
    """What a person did."""
    return url("registry:history") + query_of({"q": f"by:{quoted(username)}"})


def run_chart_url(public_id: str, metric: str, **more: Any) -> str:
    """The chart of a metric of a run; the metric is a query parameter, as its name is free."""
    return url("registry:run-chart", public_id) + query_of({"metric": metric} | more)


def run_history_url(public_id: str) -> str:
    """The events of a run, in the history."""
    return url("registry:history") + query_of({"q": f"entity:run name:{public_id}"})


def runs_compared_url(public_ids: Iterable[str]) -> str:
    """The comparison of these runs."""
    return url("registry:run-compare") + query_of({"run": list(public_ids)})


def event_url(event_id: int) -> str:
    """The page of an event, with its changes in full."""
    return url("registry:event", event_id)


def restore_url(entry: EntityRef, user: StaffAccount) -> str:
    """The page that restores something from the trash; the trash for those who may not."""
    entity, row_id = entry
    return url(f"registry:{entity}-restore", row_id) if user.is_editor else url("registry:trash")


def run_live_url(public_id: str) -> str:
    """The stream of changes of a run."""
    return f"{url('live:live')}?{urlencode({'run': public_id})}"


def live_url(model_name: str | None) -> str:
    """The stream of changes of a model, or of everything."""
    return url("live:live") + ("" if model_name is None else f"?{urlencode({'model': model_name})}")


def compare_url(model_name: str, base: int, other: int) -> str:
    """The comparison of two versions of a model."""
    labels = [f"{model_name}/{base}", f"{model_name}/{other}"]
    return f"{url('registry:compare')}?{urlencode({'v': labels}, doseq=True, safe='/')}"


def versions_compared_url(labels: Iterable[str]) -> str:
    """The comparison of these versions, each as model and number: `fraud/3`."""
    return url("registry:compare") + query_of({"v": list(labels)})


def owner_url(owner: Any) -> str:
    """The page of a model, a version, an experiment or a run."""
    return url(f"registry:{_owner(owner)}-detail", *_owner_key(owner))


def item_url(item_type: str, action: str, owner: Any, name: str = "", **more: Any) -> str:
    """The form that adds, changes or deletes an item of a model, a version or an experiment.

    The name is a query parameter: in a path, browsers would resolve `..` to the parent.
    """
    query = query_of({"name": name} | more) if name or more else ""
    return f"{url(f'registry:{item_type}-{action}', *_owner_key(owner))}{query}"


def _owner(owner: Any) -> str:
    if isinstance(owner, MLExperimentRead):
        return "experiment"
    if isinstance(owner, MLRunRead):
        return "run"
    return "version" if isinstance(owner, MLModelVersionRead) else "model"


def _owner_key(owner: Any) -> tuple[Any, ...]:
    """The path parameters of the owner's pages."""
    if isinstance(owner, MLExperimentRead):
        return (owner.id,)
    if isinstance(owner, MLRunRead):
        return (owner.public_id,)
    if isinstance(owner, MLModelVersionRead):
        return (owner.model_name, owner.number)
    return (owner.name,)


def alias_url(action: str, model_name: str, alias: str, **more: Any) -> str:
    """The form that moves, removes or rolls back an alias, which is a query parameter."""
    return url(f"registry:alias-{action}", model_name) + query_of({"alias": alias} | more)


def here(request: HttpRequest) -> str:
    """The URL of this page without its query."""
    return escape_leading_slashes(escape_uri_path(request.path))


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The query of this page with some parameters changed: None removes one, a tuple repeats it."""
    query: str = request.META.get("QUERY_STRING", "")
    changed = _changed if len(query) <= _CACHED_LENGTH else _changed.__wrapped__
    return changed(query, tuple(changes.items()))


def kept_pairs(request: HttpRequest, *left_out: str) -> list[tuple[str, str]]:
    """The query of this page for hidden fields of a form, without these parameters."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in left_out
    ]


@lru_cache(maxsize=4096)
def _changed(query: str, changes: tuple[tuple[str, Any], ...]) -> str:
    return query_of(dict(QueryDict(query).lists()) | dict(changes))


def query_of(parameters: Mapping[str, Any]) -> str:
    """The parameters as a readable query, without those that are None or empty."""
    pairs = (
        f"{_quoted(name)}={_quoted(value)}"
        for name, values in parameters.items()
        for value in (values if isinstance(values, list | tuple) else (values,))
        if value is not None and value != ""
    )
    return f"?{'&'.join(pairs)}"


def _quoted(value: Any) -> str:
    """Quoted for a query; characters that need no quoting in it stay readable."""
    return quote_plus(str(value), safe=":/*,@")


def section(request: HttpRequest) -> str:
    """The first segment of the page's path, by which the main navigation marks its entry."""
    return request.path_info.split("/")[1]


def theme(request: HttpRequest) -> str:
    """The theme that the person selected, or the system's as the browser reports it."""
    selected = request.COOKIES.get("theme") or request.headers.get(
        "Sec-CH-Prefers-Color-Scheme", ""
    )
    return selected if selected in {"light", "dark"} else ""
