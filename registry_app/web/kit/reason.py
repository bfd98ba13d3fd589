"""Actions that need no input but a reason."""

from collections.abc import Callable

from django.http import HttpRequest
from pydantic import BaseModel

from registry_app.web.kit.forms import ReasonField, SchemaForm
from registry_app.web.kit.submit import posted, submit


class NoInput(BaseModel):
    """An action that needs no more than a reason."""


class ReasonForm(SchemaForm[NoInput]):
    """Only the reason for an action."""

    schema = NoInput
    reason = ReasonField()


def act_with_reason(
    request: HttpRequest, act: Callable[[str | None], object]
) -> tuple[bool, ReasonForm]:
    """Whether the form was sent and `act`, called with its reason, accepted it; and the form."""
    form = ReasonForm(posted(request))
    accepted, _ = submit(form, lambda: act(form.why))
    return accepted, form
