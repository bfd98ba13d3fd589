"""Moving, removing and rolling back aliases, and their history."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mldb.schemas import MLModelAliasRead
from mldb.values.limits import PAGE_SIZE_LIMIT
from mldb.values.spelling import alias_key
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.aliases.forms import AliasMoveForm, AliasRemoveForm, AliasRollBackForm
from registry_app.web.aliases.promotion import Promotion
from registry_app.web.aliases.roll_back import Offer
from registry_app.web.aliases.seen_aliases import seen_text, with_expected_version
from registry_app.web.kit import trash_states
from registry_app.web.kit.as_of import AsOf
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.paging import Page, everything
from registry_app.web.kit.submit import posted, submit

_COLUMNS = ("alias", "version", "since", "by", "why", "until", "ended_by", "ended_why")


@require_safe
def alias_history(request: RegistryRequest, name: str) -> HttpResponseBase:
    """Where a model's aliases pointed, from when to when, by whom and why; or at one time."""
    if "format" in request.GET:
        request.registry.models.get_by_name(name)
        rows = map(_cells, everything(partial(request.registry.aliases.get_history, name)))
        return download(request, Table("alias-history", _COLUMNS, rows), request.GET["format"])
    as_of = AsOf.of(request)
    with request.registry.frozen() as registry:
        service = registry.aliases
        page = Page.of(request, partial(service.get_history, name))
        before = min(page.first - 1, PAGE_SIZE_LIMIT)
        newer = service.get_history(name, limit=before) if before else []
        overview = registry.model_reader.get_overview(name)
        aliases = overview.aliases
        past = service.get_all(name, at=as_of.at, limit=PAGE_SIZE_LIMIT) if as_of.at else []
        context = {
            "model": overview.model,
            "page": page,
            "aliases": aliases,
            "with_others": {one.name for one in aliases if one.has_others},
            "removed": _removed(page.rows, [*aliases, *newer]),
            "as_of": as_of,
            "past_assignments": past,
            "comment_counts": registry.comments.count_of_assignments([r.id for r in page.rows]),
            "trash_states": trash_states.of_aliases(registry, [*page.rows, *past]),
        }
    return render(request, "aliases/alias_history.html", context, status=as_of.http_status)


@require_http_methods(["GET", "POST"])
def alias_move(request: RegistryRequest, name: str) -> HttpResponse:
    """Point an alias, new or not, to a version.

    With a query the move is shown before it is made; `name` is what the form calls the alias.
    """
    alias = request.GET.get("alias") or request.GET.get("name", "")
    version = request.GET.get("version", "")
    sent = posted(request)
    asked = (alias, version) if sent is None else (sent.get("name", ""), sent.get("version", ""))
    with request.registry.frozen() as registry:
        promotion = Promotion.of(registry, name, *map(str, asked))
    current = promotion.current
    initial = {
        "name": alias,
        "version": version,
        "expected_version": current.version_number if current else (0 if alias else ""),
    }
    form = AliasMoveForm(
        with_expected_version(sent), initial=initial, supplied={"model_name": name}
    )
    move = request.registry.aliases.move
    accepted, moved = submit(form, lambda: move(form.payload, reason=form.why))
    if accepted and moved is not None:
        messages.success(request, f"{moved.name} points to version {moved.version_number}.")
        return redirect("registry:model-detail", name)
    context: dict[str, Any] = {"promotion": promotion, "model": promotion.model}
    if form.is_stale:
        form.carry("expected_version", current.version_number if current else 0)
    else:
        context["seen"] = request.POST.get("seen", seen_text(promotion.aliases))
    return form_page(request, "aliases/alias_move.html", form, **context)


@require_http_methods(["GET", "POST"])
def alias_remove(request: RegistryRequest, name: str) -> HttpResponse:
    """Let an alias point nowhere."""
    aliases, alias = request.registry.aliases, request.GET.get("alias", "")
    current = aliases.get(name, alias)
    form = AliasRemoveForm(
        posted(request),
        initial={"expected_version": _expected(current)},
        supplied={"model_name": name, "name": current.name},
    )
    accepted, _ = submit(form, lambda: aliases.remove(form.payload, reason=form.why))
    if accepted:
        messages.success(request, f"{alias} points nowhere now; its history stays.")
        return redirect("registry:model-detail", name)
    if form.is_stale:
        form.carry("expected_version", current.version_number)
    return form_page(request, "aliases/alias_remove.html", form, current=current)


@require_http_methods(["GET", "POST"])
def alias_roll_back(request: RegistryRequest, name: str) -> HttpResponse:
    """Point an alias back to where it pointed before."""
    aliases, alias = request.registry.aliases, request.GET.get("alias", "")
    with request.registry.frozen() as registry:
        offer = Offer.of(registry, name, alias)
    form = AliasRollBackForm(
        posted(request),
        initial={"expected_version": _expected(offer.newest), "version": offer.chosen},
        supplied={"model_name": name, "name": offer.newest.name},
    )
    form.offer(offer.labelled())
    accepted, moved = submit(
        form, lambda: aliases.roll_back(form.payload, to=form.payload.version, reason=form.why)
    )
    if accepted and moved is not None:
        messages.success(request, f"{alias} points to version {moved.version_number} again.")
        return redirect("registry:model-detail", name)
    if form.is_stale:
        form.carry("expected_version", _expected(offer.newest))
    return form_page(
        request, "aliases/alias_roll_back.html", form, current=offer.newest, offer=offer
    )


def _removed(rows: Sequence[MLModelAliasRead], newer: Sequence[MLModelAliasRead]) -> set[int]:
    """Ids of the rows that are the last of their alias, which points nowhere now."""
    last: dict[str, int] = {}
    for row in rows:
        last.setdefault(alias_key(row.name), row.id)
    moved_later = {alias_key(row.name) for row in newer}
    return {row_id for name, row_id in last.items() if name not in moved_later}


def _cells(one: MLModelAliasRead) -> list[Any]:
    started = (one.started_at, one.started_by, one.start_reason)
    return [one.name, one.version_number, *started, one.ended_at, one.ended_by, one.end_reason]


def _expected(newest: MLModelAliasRead) -> int:
    return newest.version_number if newest.ended_at is None else 0
