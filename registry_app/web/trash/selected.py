"""Restoring or purging what was selected in the trash."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Self

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST
from pydantic import BaseModel, ConfigDict

from mldb.errors import NotFoundError, RuleViolationError
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.reason import ReasonForm
from registry_app.web.trash.entities import label, services, title

_MOST: Final = 800
"""As many as the largest page shows."""
_REFUSALS_SHOWN: Final = 3


class PurgedNumber(BaseModel):
    """How many entities will be purged, typed again."""

    model_config = ConfigDict(extra="forbid")

    confirmation: int


class PurgeSelectedForm(SchemaForm[PurgedNumber]):
    """Purge several for good, with their number typed."""

    schema = PurgedNumber
    confirmation = forms.CharField(
        label="Type how many", widget=forms.NumberInput(attrs={"autocomplete": "off"})
    )
    reason = ReasonField()


@dataclass
class Selected:
    """The selected rows that are still in the trash, each with the word for its type.

    `values` are the ticked boxes.
    """

    rows: list[tuple[str, Any]] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    # A model is restored before its versions, and purged after them.
    order: ClassVar[tuple[str, ...]] = ("model", "experiment", "version", "run")

    @classmethod
    def of(cls, request: RegistryRequest) -> Self:
        """What the boxes `v` of the request say, such as `model:3`; anything else is ignored."""
        found = cls()
        for value in dict.fromkeys(request.POST.getlist("v")[:_MOST]):
            word, _, number = value.partition(":")
            row = _trashed(request.registry, word, number)
            if row is not None:
                found.rows.append((word, row))
                found.values.append(value)
        found.rows.sort(key=lambda one: cls.order.index(one[0]))
        return found


@dataclass
class Outcome:
    """What was done, and why the rest was not."""

    done: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def tell(self, request: RegistryRequest, verb: str) -> None:
        """Say it on the next page."""
        sentences = [f"{len(self.done):,} {verb}."]
        if self.refusals:
            sentences += [f"{len(self.refusals):,} stayed:", *self.refusals[:_REFUSALS_SHOWN]]
        (messages.success if self.done else messages.warning)(request, " ".join(sentences))


@require_POST
def trash_restore(request: RegistryRequest) -> HttpResponse:
    """Take what is selected out of the trash, each by itself."""
    selected, form = Selected.of(request), ReasonForm(request.POST)
    if not selected.rows:
        return _nothing(request)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return redirect("registry:trash")

    def restore(service: Any, row: Any) -> None:
        service.restore(row.id, reason=form.why)

    _each(request, selected.rows, restore).tell(request, "restored")
    return redirect("registry:trash")


@require_POST
def trash_purge(request: RegistryRequest) -> HttpResponse:
    """Remove what is selected for good, after its number was typed."""
    selected = Selected.of(request)
    if not selected.rows:
        return _nothing(request)
    form = PurgeSelectedForm(request.POST if "confirmation" in request.POST else None)
    number = len(selected.rows)
    if form.is_valid() and form.payload.confirmation != number:
        form.refuse(RuleViolationError(f"To purge all of them, type {number}.", "confirmation"))
    if not form.is_bound or form.errors:
        context = {"form": form, "selected": selected, "title_of": title}
        return render(request, "trash/purge_selected.html", context, status=form.http_status)

    def purge(service: Any, row: Any) -> None:
        service.purge(row.id, label(row), reason=form.why)

    _each(request, selected.rows[::-1], purge).tell(request, "purged")
    return redirect("registry:trash")


def _each(
    request: RegistryRequest, rows: list[tuple[str, Any]], act: Callable[[Any, Any], None]
) -> Outcome:
    outcome = Outcome()
    for word, row in rows:
        try:
            act(services(request.registry)[word], row)
        except (RuleViolationError, NotFoundError) as error:
            outcome.refusals.append(f"{title(row)}: {error}")
        else:
            outcome.done.append(title(row))
    return outcome


def _trashed(registry: Registry, word: str, number: str) -> Any:
    service = services(registry).get(word)
    if service is None or not (number.isascii() and number.isdigit() and len(number) < 20):  # noqa: PLR2004  # no id has more digits
        return None
    try:
        return service.get_from_trash(int(number))
    except NotFoundError:
        return None


def _nothing(request: RegistryRequest) -> HttpResponse:
    messages.error(request, "Nothing is selected that is still in the trash.")
    return redirect("registry:trash")
