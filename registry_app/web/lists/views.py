"""Remembering how a list is shown."""

from typing import Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from mldb.errors import RuleViolationError
from mldb.schemas import ListPreferenceWrite, ShownList
from mldb.search.fields import ListType
from mldb.wording import sentence_of
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.returning import own_page
from registry_app.web.lists.request import id_of
from registry_app.web.lists.view_urls import LISTS, list_url
from registry_app.web.presentation.links import query_of

_OF_CHOICE: Final = {"col", "choose", "names"}
"""Parameters of the URL that choose columns."""


@require_POST
def list_preferences(request: RegistryRequest) -> HttpResponse:
    """Remember columns or density of a list, for the person or as the default for all.

    Moving a column remembers nothing yet: the choice goes on with the columns in their new order.
    """
    shown = _shown(request)
    back = own_page(request.POST.get("back", ""), list_url(shown.kind, None))
    columns = list(dict.fromkeys(filter(None, map(str.strip, request.POST.getlist("col")))))
    for step, direction in (("up", -1), ("down", 1)):
        if step in request.POST:
            moved = _moved(columns, request.POST[step], direction)
            return redirect(_with(back, col=moved, choose="columns", names=_names(request)))
    action = request.POST.get("action", "")
    if action in {"filter", "show"}:
        more = {"choose": "columns", "names": _names(request)} if action == "filter" else {}
        return redirect(_with(back, col=columns, **more))
    try:
        _remember(request, shown, action, columns)
    except (RuleViolationError, ValidationError) as refusal:
        messages.error(request, _words(refusal))
        return redirect(_with(back, col=columns, choose="columns"))
    return redirect(back if action == "density" else _with(back))


def _remember(request: RegistryRequest, shown: ShownList, action: str, columns: list[str]) -> None:
    preferences, user_id = request.registry.list_preferences, request.user.id
    if action == "columns":
        preferences.set_own(user_id, shown, ListPreferenceWrite(columns=columns))
    elif action == "density":
        density = request.POST.get("density")
        data = ListPreferenceWrite.model_validate({"density": density})
        preferences.set_own(user_id, shown, data)
    elif action == "reset":
        preferences.forget_own(user_id, shown)
    elif action == "default":
        if not request.user.is_admin:
            raise PermissionDenied("Only an admin sets the default columns for all.")
        density = preferences.get(user_id, shown).density
        preferences.set_default(shown, ListPreferenceWrite(columns=columns, density=density))
        preferences.forget_own(user_id, shown)
        messages.success(request, "Everybody who chose no columns of their own sees these now.")
    elif action:
        raise Http404(f"There is no action {action!r}.")
    else:
        raise RuleViolationError("Choose columns first, then press the button below them.")


def _shown(request: RegistryRequest) -> ShownList:
    """The list that the form is about."""
    kind = request.POST.get("list", ListType.MODELS)
    if kind not in LISTS:
        raise Http404("There is no such list.")
    ids = (id_of(request.POST.get(name, ""), -1) for name in ("model", "experiment"))
    model, experiment = (None if one == -1 else one for one in ids)
    is_of_versions, is_of_runs = kind == ListType.VERSIONS, kind == ListType.RUNS
    if (model is not None and not is_of_versions) or (experiment is not None and not is_of_runs):
        raise Http404("There is no such list.")
    return ShownList(ListType(kind), model, experiment)  # type: ignore[arg-type]  # one of LISTS


def _moved(columns: list[str], name: str, by: int) -> list[str]:
    """The columns with one a place further up or down, if there is such a place."""
    if name not in columns:
        return columns
    others = [one for one in columns if one != name]
    place = max(columns.index(name) + by, 0)
    return [*others[:place], name, *others[place:]]


def _names(request: RegistryRequest) -> str:
    return request.POST.get("names", "")


def _with(back: str, **more: object) -> str:
    """The list without columns and choices in its URL, and with these."""
    split = urlsplit(back)
    query = dict(QueryDict(split.query).lists())
    kept = {name: value for name, value in query.items() if name not in _OF_CHOICE}
    together = query_of(kept | more)
    return split.path + (together if together != "?" else "")


def _words(refusal: RuleViolationError | ValidationError) -> str:
    if isinstance(refusal, RuleViolationError):
        return str(refusal)
    return sentence_of(refusal.errors(include_url=False)[0])
