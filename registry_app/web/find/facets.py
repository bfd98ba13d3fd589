"""Facets: the values by which a list can be filtered, beside it or on a page of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404
from django.http.response import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.errors import QuerySyntaxError
from mldb.schemas import Facet, Facets, FacetValue
from mldb.search.fields import ListType
from mldb.search.sorting import with_sort
from mldb.search.terms import Term, terms_of, with_term, without_term
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.htmx import wants_part
from registry_app.web.lists.request import id_of
from registry_app.web.lists.view_urls import ListOwner, list_url
from registry_app.web.presentation.links import query_of

LISTS: Final = (ListType.MODELS, ListType.VERSIONS, ListType.RUNS)
"""The lists that have facets."""
_KEPT: Final = ("col", "size", "group", "curve")
"""Query parameters of a list that its filters keep."""
_HEADINGS: Final = {
    "status": "Status",
    "alias": "Alias",
    "tag": "Tags",
    "device": "Device",
    "by": "Registered by",
    "user": "Who",
    "experiment": "Experiment",
    "metric": "Sort by metric",
}


@dataclass(frozen=True)
class FacetLink:
    """A value with the lists of the rows that have it, and of those that have it not.

    If the query names the value already, `url` is the list without that term. A metric is sorted
    by: `url` is the list with the greatest values first, `other_url` that with the least.
    """

    label: str
    count: int
    url: str
    other_url: str
    is_selected: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet with its links."""

    name: str
    heading: str
    links: Sequence[FacetLink]
    has_more: bool


@dataclass(frozen=True)
class FacetPanel:
    """All facets of a list, and the terms of its query as pairs of label and URL without it."""

    groups: Sequence[FacetGroup]
    terms: Sequence[tuple[str, str]]
    list_url: str
    looked_at: int = 0
    is_cut: bool = False
    mistake: str = ""


@dataclass(frozen=True)
class _FacetedList:
    """A list whose URLs are made for other queries."""

    list_type: ListType
    text: str
    base: str
    kept: Mapping[str, Any]

    def url(self, text: str) -> str:
        return f"{self.base}{query_of({'q': text, **self.kept})}"

    def link(self, value: FacetValue, terms: Sequence[Term]) -> FacetLink:
        if value.field == "metric":
            return self._order(value)
        field, text = value.field, value.value
        named = (self.text, self.list_type, field, text)
        is_selected = any(one.is_like(field, text) and not one.is_excluded for one in terms)
        query = without_term(*named) if is_selected else with_term(*named)
        others = with_term(*named, is_excluded=True)
        key = field.partition(".")[2]
        label = f"{key}: {text}" if key else text
        return FacetLink(label, value.count, self.url(query), self.url(others), is_selected)

    def _order(self, value: FacetValue) -> FacetLink:
        least = f"metric.{value.value}"
        greatest_url, least_url = (
            self.url(with_sort(self.text, self.list_type, wanted))
            for wanted in (f"-{least}", least)
        )
        return FacetLink(value.value, value.count, greatest_url, least_url, is_selected=False)


@require_safe
def facets(request: RegistryRequest) -> HttpResponse:
    """The facets of `?list=versions&q=…`, of one `model` or `experiment` if the URL names it."""
    panel = _panel(request)
    template = "find/facets.html" if wants_part(request) else "find/facet_page.html"
    return render(request, template, {"panel": panel})


def _panel(request: RegistryRequest) -> FacetPanel:
    given = request.GET
    list_type = next((one for one in LISTS if one == given.get("list")), None)
    if list_type is None:
        raise Http404("This list has no facets.")
    model_name = given.get("model") if list_type is ListType.VERSIONS else None
    experiment = given.get("experiment", "") if list_type is ListType.RUNS else ""
    experiment_id = id_of(experiment) if experiment else None
    owner: ListOwner = model_name or experiment_id
    kept = {name: given.getlist(name) for name in _KEPT}
    shown = _FacetedList(list_type, given.get("q", "").strip(), list_url(list_type, owner), kept)
    try:
        found = request.registry.facets.get(
            shown.text, list_type, model_name=model_name or None, experiment_id=experiment_id
        )
        return _filled(shown, found)
    except QuerySyntaxError as error:
        return FacetPanel((), (), shown.url(shown.text), mistake=str(error))


def _filled(shown: _FacetedList, found: Facets) -> FacetPanel:
    terms = terms_of(shown.text, shown.list_type)
    removed = [
        (one.label, shown.url(without_term(shown.text, shown.list_type, one.field, one.value)))
        for one in terms
    ]
    groups = [_group(shown, facet, terms) for facet in found.facets]
    return FacetPanel(groups, removed, shown.url(shown.text), found.looked_at, found.is_cut)


def _group(shown: _FacetedList, facet: Facet, terms: Sequence[Term]) -> FacetGroup:
    links = [shown.link(value, terms) for value in facet.values]
    return FacetGroup(facet.name, _HEADINGS[facet.name], links, facet.has_more)
