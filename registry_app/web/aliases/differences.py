"""The aliases that point elsewhere at two times."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.schemas import AliasDifferences
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.aliases.ranked import Ranked
from registry_app.web.kit import trash_states
from registry_app.web.kit.as_of import AsOf
from registry_app.web.kit.paging import size_of

_USUALLY: Final = timedelta(days=7)
_NONE: Final = AliasDifferences([], None)


@require_safe
def alias_compare(request: RegistryRequest) -> HttpResponse:
    """What moved between two times: from a week ago until now, if nothing else is asked for."""
    start, end = AsOf.of(request, "from"), AsOf.of(request, "to")
    at = start.at or datetime.now(UTC) - _USUALLY
    if not start.text:
        start = AsOf(str(at.date()), at)
    mistake = start.mistake or end.mistake
    if not mistake and (start.is_unfinished or (end.at is not None and end.at <= at)):
        mistake = "The first day must be before the second one."
    after = request.GET.get("after") or None
    with request.registry.frozen() as registry:
        found = _NONE
        if not mistake:
            found = registry.alias_reader.get_differences(
                at, end.at, after=after, limit=size_of(request)
            )
        assignments = [
            side
            for row in found.rows
            for one in row.differences
            for side in (one.before, one.after)
            if side is not None
        ]
        context = {
            "start": start,
            "end": end,
            "at": at,
            "mistake": mistake,
            "found": found,
            "after": after,
            "ranked": Ranked.of(registry, [row.model_name for row in found.rows], assignments),
            "trash_states": trash_states.of_aliases(registry, assignments),
        }
    return render(request, "aliases/alias_compare.html", context, status=400 if mistake else 200)
