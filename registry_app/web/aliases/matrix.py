"""Where all aliases of the registry point, or pointed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.schemas import AliasMatrixRow, MLModelAliasRead
from mldb.values.limits import PAGE_SIZE_LIMIT
from mldb.values.names import CHAMPION
from mldb.values.spelling import alias_key
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.aliases.ranked import Ranked
from registry_app.web.kit import trash_states
from registry_app.web.kit.as_of import AsOf
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.paging import size_of

_COLUMNS = ("model", "alias", "version", "since", "by", "why")
_LONGEST: Final = 200


@require_safe
def alias_matrix(request: RegistryRequest) -> HttpResponseBase:
    """The aliases of all models, or of those that are searched for, now or in the past."""
    as_of = AsOf.of(request)
    text = request.GET.get("q", "").strip()[:_LONGEST]
    alias = request.GET.get("alias", "").strip()[:_LONGEST]
    if "format" in request.GET and not as_of.mistake:
        table = Table("aliases", _COLUMNS, _cells(request.registry, as_of.at, text, alias))
        return download(request, table, request.GET["format"])
    after = request.GET.get("after") or None
    with request.registry.frozen() as registry:
        matrix = registry.aliases.get_matrix(
            at=as_of.at, containing=text, alias=alias, after=after, limit=size_of(request)
        )
        rows = [(row.model_name, _shown(row, alias)) for row in matrix.rows]
        assignments = [one for _, shown in rows for one in shown]
        names = [name for name, _ in rows]
        ranked = Ranked.of(registry, names, assignments, with_newer=as_of.at is None)
        context = {
            "as_of": as_of,
            "matrix": matrix,
            "rows": rows,
            "ranked": ranked,
            "trash_states": trash_states.of_aliases(registry, assignments),
            "after": after,
            "text": text,
            "alias": alias,
        }
    return render(request, "aliases/alias_matrix.html", context, status=as_of.http_status)


def _shown(row: AliasMatrixRow, alias: str) -> list[MLModelAliasRead]:
    """The assignments of this alias, or of all, the champion first."""
    found = [
        one
        for one in row.assignments.values()
        if not alias or alias_key(one.name) == alias_key(alias)
    ]
    return sorted(found, key=lambda one: (one.name != CHAMPION, alias_key(one.name)))


def _cells(registry: Registry, at: datetime | None, text: str, alias: str) -> Iterator[list[Any]]:
    """One row for each assignment."""
    after: str | None = None
    while True:
        matrix = registry.aliases.get_matrix(
            at=at, containing=text, alias=alias, after=after, limit=PAGE_SIZE_LIMIT
        )
        for row in matrix.rows:
            for one in _shown(row, alias):
                since = (one.started_at, one.started_by, one.start_reason)
                yield [row.model_name, one.name, one.version_number, *since]
        after = matrix.next_after
        if after is None:
            return
