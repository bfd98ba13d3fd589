"""Completions of a query while it is typed, as JSON."""

from dataclasses import asdict

from django.http import HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.lists.request import id_of


@require_safe
def completions(request: RegistryRequest) -> HttpResponseBase:
    """What could stand at the position `?at=` of the query `?q=` of the list `?list=`.

    With `?model=` the names are those of this model's versions.
    """
    try:
        list_type = ListType(request.GET.get("list", ""))
    except ValueError:
        return HttpResponseBadRequest("There is no such list.", content_type="text/plain")
    text = request.GET.get("q", "")
    found = request.registry.completions.get(
        text,
        id_of(request.GET.get("at", ""), len(text)),
        list_type,
        model_name=request.GET.get("model") or None,
    )
    return JsonResponse(asdict(found))
