"""Versions side by side."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.web.compare.choice import Choice
from registry_app.web.compare.files import FileLists, file_section
from registry_app.web.compare.order import Shown
from registry_app.web.compare.rows import sections
from registry_app.web.kit.comparison import Section, page_of, plain_rows
from registry_app.web.kit.downloads import Table, download


@require_safe
def compare(request: RegistryRequest) -> HttpResponseBase:
    """Two to twenty versions, also of different models, and how they do against one of them."""
    choice = Choice.of(request, request.registry)
    every: list[Section] = []
    if choice.base is not None:
        base = choice.versions.index(choice.base)
        files = file_section(FileLists.of(request.registry, choice.versions), base)
        every = sections(choice.versions, choice.base, files)
    shown = Shown.of(every, request.GET, len(choice.versions))
    if choice.versions and "format" in request.GET:
        columns = ["kind", "name", *(one.label for one in choice.versions)]
        table = Table("comparison", columns, plain_rows(shown.sections))
        return download(request, table, request.GET["format"])
    context = {
        "choice": choice,
        "shown": shown,
        "sections": page_of(shown.sections, request.GET, request.GET.getlist("fold")),
    }
    status = 404 if choice.mistakes and not choice.versions else 200
    return render(request, "compare/compare.html", context, status=status)
