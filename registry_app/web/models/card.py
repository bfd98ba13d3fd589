"""Preview of a model card or a description."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mldb.errors import NotFoundError
from mldb.schemas import MLModelVersionRead
from mldb.values.limits import TEXT_LENGTH
from mldb.values.names import CHAMPION
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.line_ends import with_newlines
from registry_app.core.registry import Registry
from registry_app.web.artifacts.pictures import named_pictures, pictures_of
from registry_app.web.cards import Pictures

_DIGITS: Final = 18


@require_POST
def preview(request: RegistryRequest) -> HttpResponse:
    """The card that was typed, as it will look; cut off where it would be refused.

    `?model=fraud` or `?model=fraud/3` says whose pictures it shows.
    """
    text = with_newlines(request.POST.get("description", ""))[:TEXT_LENGTH]
    template = "models/card.html" if request.htmx else "models/card_page.html"
    pictures = _pictures(request.registry, request.GET.get("model", ""), text)
    return render(request, template, {"text": text, "pictures": pictures})


def _pictures(registry: Registry, owner: str, card: str) -> Pictures:
    """The pictures of the version, or those that the page of the model would show."""
    if not owner or not named_pictures(card):
        return ()
    name, _, number = owner.partition("/")
    try:
        version = _version(registry, name, number)
    except NotFoundError:
        return ()
    return pictures_of(registry, card, version) if version else ()


def _version(registry: Registry, name: str, number: str) -> MLModelVersionRead | None:
    if number:
        is_number = number.isdecimal() and len(number) <= _DIGITS
        return registry.versions.get_by_number(name, int(number)) if is_number else None
    try:
        champion = registry.aliases.get(name, CHAMPION)
    except NotFoundError:
        newest = registry.versions.search(model_name=name, limit=1).rows
        return newest[0] if newest else None
    return registry.versions.get_by_number(name, champion.version_number)
