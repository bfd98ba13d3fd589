"""The submitted values of a form that can't be shown again."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from mldb.sentence import sentence

# Fields that forms carry along and nobody types.
_CARRIED = {
    "row_version",
    "expected_version",
    "seen",
    "back",
    "next",
    "saved_form",
    "tried",
    "following",
}


class FormValue(NamedTuple):
    """A field as it was filled in."""

    label: str
    value: str


def without_secrets(request: HttpRequest) -> QueryDict:
    """The request's data without the CSRF token, which no longer fits, and without passwords."""
    sent = request.POST.copy()
    for name in list(sent):
        if name == "csrfmiddlewaretoken" or "password" in name:
            del sent[name]
    return sent


def submitted_values(request: HttpRequest) -> list[FormValue]:
    """The typed values of the request, as far as its body can be read."""
    if request.method != "POST":
        return []
    try:
        return shown(without_secrets(request).lists())
    except (RequestDataTooBig, MultiPartParserError, UnreadablePostError):
        # The unreadable body is the reason for the refusal, so there are no values to show.
        return []


def shown(sent: Iterable[tuple[str, Sequence[object]]]) -> list[FormValue]:
    """The fields that a person filled in, as their labels may have called them."""
    return [
        FormValue(sentence(name.replace("_", " ")), "\n".join(map(str, values)))
        for name, values in sent
        if any(values) and name not in _CARRIED
    ]
