"""The list of the trash."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.schemas import EntityRef
from mldb.values.enums import AuditAction
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.paging import size_of
from registry_app.web.lists.results import ListResults
from registry_app.web.trash.entities import label, services

_COLUMNS = ("kind", "name", "trashed", "by")
_LONGEST = 200


@dataclass(frozen=True)
class Section:
    """The trashed entities of one type; `cursor_name` is the query parameter of their cursor."""

    heading: str
    word: str
    cursor_name: str
    results: ListResults


@require_safe
def trash(request: RegistryRequest) -> HttpResponseBase:
    """The trashed entities of each type, the last trashed first, or those that a text finds."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    if "format" in request.GET:
        table = Table("trash", _COLUMNS, _rows(request.registry, text))
        return download(request, table, request.GET["format"])
    with request.registry.frozen() as registry:
        sections = [_section(request, text, *entry) for entry in services(registry).items()]
        reasons = registry.audit.get_reasons(AuditAction.DELETE, _entities(sections))
    has_content = any(one.results.rows or request.GET.get(one.cursor_name) for one in sections)
    context = {"sections": sections, "has_content": has_content, "reasons": reasons, "text": text}
    status = max(one.results.http_status for one in sections)
    return render(request, "trash/trash.html", context, status=status)


def _section(request: RegistryRequest, text: str, word: str, service: Any) -> Section:
    """A page of the entities of one type."""
    name = f"{word}s"
    cursor = request.GET.get(name) or None
    get = partial(service.get_trash_page, containing=text)
    return Section(name.title(), word, name, ListResults.unsearched(get, cursor, size_of(request)))


def _entities(sections: list[Section]) -> list[EntityRef]:
    return [(section.word, row.id) for section in sections for row in section.results.rows]


def _rows(registry: Registry, text: str) -> Iterator[list[Any]]:
    for word, service in services(registry).items():
        for page in service.all_trashed(text):
            yield from ([word, label(one), one.deleted_at, one.deleted_by] for one in page)
