"""Versions side by side."""

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.schemas import ComparedVersion
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.compare.choice import Choice
from registry_app.web.compare.files import FileLists, file_section
from registry_app.web.compare.rows import Section, sections
from registry_app.web.kit.downloads import Table, download


@require_safe
def compare(request: RegistryRequest) -> HttpResponseBase:
    """Two to twenty versions, also of different models, and how they do against one of them."""
    choice = Choice.of(request, request.registry)
    differing = request.GET.get("differing") == "1"
    shown: list[Section] = []
    if choice.base is not None:
        base = choice.versions.index(choice.base)
        files = file_section(FileLists.of(request.registry, choice.versions), base)
        shown = sections(choice.versions, choice.base, files, differing=differing)
        if "format" in request.GET:
            return download(request, _table(choice.versions, shown), request.GET["format"])
    context = {"choice": choice, "sections": shown, "differing": differing}
    status = 404 if choice.mistakes and not choice.versions else 200
    return render(request, "compare/compare.html", context, status=status)


def _table(versions: Sequence[ComparedVersion], shown: Sequence[Section]) -> Table:
    rows = [
        [row.row_type, row.name, *(cell.value for cell in row.cells)]
        for section in shown
        for row in section.rows
    ]
    # A file with a part of the rows says so.
    notes = [section.note for section in shown if section.note]
    rows += [["note", note, *[None] * len(versions)] for note in notes]
    return Table("comparison", ["kind", "name", *(one.label for one in versions)], rows)
