"""Where all aliases of the registry point, or pointed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.values.limits import PAGE_SIZE_LIMIT
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit import trash_states
from registry_app.web.kit.as_of import AsOf
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.paging import size_of

_COLUMNS = ("model", "alias", "version", "since", "by", "why")


@require_safe
def alias_matrix(request: RegistryRequest) -> HttpResponseBase:
    """Models and aliases, now or at a time in the past."""
    as_of = AsOf.of(request)
    if "format" in request.GET and not as_of.mistake:
        table = Table("aliases", _COLUMNS, _rows(request.registry, as_of.at))
        return download(request, table, request.GET["format"])
    after = request.GET.get("after") or None
    with request.registry.frozen() as registry:
        matrix = registry.aliases.get_matrix(at=as_of.at, after=after, limit=size_of(request))
        assignments = (one for row in matrix.rows for one in row.assignments.values())
        context = {
            "as_of": as_of,
            "matrix": matrix,
            "trash_states": trash_states.of_aliases(registry, assignments),
            "after": after,
        }
    return render(request, "aliases/alias_matrix.html", context, status=as_of.http_status)


def _rows(registry: Registry, at: datetime | None) -> Iterator[list[Any]]:
    """One row for each assignment."""
    after: str | None = None
    while True:
        matrix = registry.aliases.get_matrix(at=at, after=after, limit=PAGE_SIZE_LIMIT)
        for row in matrix.rows:
            for alias, one in row.assignments.items():
                since = (one.started_at, one.started_by, one.start_reason)
                yield [row.model_name, alias, one.version_number, *since]
        after = matrix.next_after
        if after is None:
            return
